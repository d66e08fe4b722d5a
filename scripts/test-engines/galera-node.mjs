import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { askDatabase } from "../lib/ask-database.mjs";
import { runProgram } from "../lib/run-program.mjs";

/** Ports of node 0, 1, 2 from one base: group communication, incremental and full state transfer, clients. */
export const portsOf = (base, index) => {
  const group = base + 10 * index;
  return { group, ist: group + 1, sst: group + 2, client: group + 3 };
};

/** The command line of one node; `bootstrap` makes it the first of a cluster. */
export function nodeArguments({ home, base, index, durable, install }) {
  const ports = portsOf(base, index);
  const local = (port) => `127.0.0.1:${port}`;
  const peers = [0, 1, 2].map((peer) => local(portsOf(base, peer).group));
  return [
    "--no-defaults",
    `--user=${install.user}`,
    `--datadir=${home}/node${index}`,
    // A starting MariaDB removes the temporary tables that it finds, also those of a running one.
    `--tmpdir=${home}/tmp${index}`,
    `--socket=${home}/node${index}.sock`,
    `--pid-file=${home}/node${index}.pid`,
    `--port=${ports.client}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--max-connections=300",
    "--innodb-buffer-pool-size=64M",
    `--innodb-flush-log-at-trx-commit=${durable ? 1 : 0}`,
    "--binlog-format=ROW",
    "--innodb-autoinc-lock-mode=2",
    "--wsrep-on=ON",
    `--wsrep-provider=${install.provider}`,
    "--wsrep-cluster-name=chartroom-test",
    `--wsrep-node-name=node${index}`,
    `--wsrep-cluster-address=gcomm://${peers.join(",")}`,
    `--wsrep-node-address=${local(ports.group)}`,
    `--wsrep-node-incoming-address=${local(ports.client)}`,
    "--wsrep-sst-method=rsync",
    `--wsrep-sst-receive-address=${local(ports.sst)}`,
    `--wsrep-provider-options=${[
      "base_host=127.0.0.1",
      `base_port=${ports.group}`,
      `gmcast.listen_addr=tcp://${local(ports.group)}`,
      `ist.recv_addr=${local(ports.ist)}`,
      "gcache.size=32M",
      // A node must come back by joining, never by the memory of a view that is gone.
      "pc.recovery=false",
    ].join(";")}`,
  ];
}

/** Whether a node answers as a synchronised member of the primary component. */
export async function isReady(port) {
  const row = await askDatabase(
    port,
    "SHOW STATUS WHERE Variable_name = 'wsrep_ready'",
  );
  if (row?.Value !== "ON") return false;
  const state = await askDatabase(
    port,
    "SHOW STATUS WHERE Variable_name = 'wsrep_local_state_comment'",
  );
  return state?.Value === "Synced";
}

/** The last write a stopped node knows of, as its position in the cluster's order; -1 when it knows none. */
export async function recoveredPosition(command, args, env) {
  const { output } = await runProgram(command, [...args, "--wsrep-recover"], {
    env,
  });
  return Number(/Recovered position: [^:\s]+:(-?\d+)/.exec(output)?.[1] ?? -1);
}

/** Tells a node that was chosen by its position that it may begin a cluster after a crash of all. */
export function allowBootstrap(home, index) {
  const file = join(home, `node${index}`, "grastate.dat");
  const state = readFileSync(file, "utf8");
  writeFileSync(
    file,
    state.replace(/safe_to_bootstrap: 0/, "safe_to_bootstrap: 1"),
  );
}
