import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { findProgram } from "../lib/find-program.mjs";
import { freePort } from "../lib/free-port.mjs";
import { mustRun } from "../lib/run-program.mjs";
import { installMysql9 } from "./install-mysql9.mjs";
import { singleServer } from "./single-server.mjs";

const fast = ["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=OFF"];

/**
 * A private MySQL 9 on a free loopback port, user root without password.
 * Answers { name, urls, version, nodes, stop() } or { notRun: reason }.
 */
export async function start({ folder, durable = false }) {
  const { root, notRun } = await installMysql9();
  if (notRun) return { notRun };
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, "data"), { recursive: true });
  // The server sees only its own folder, so its data must lie inside.
  const home = mkdtempSync(join(root, "data/engine-"));
  const seen = `/data/${basename(home)}`;
  const port = await freePort();
  const common = [
    root,
    "/usr/sbin/mysqld",
    "--no-defaults",
    "--user=root",
    "--secure-file-priv=NULL",
    `--datadir=${seen}/db`,
  ];
  const chroot = findProgram("chroot");
  await mustRun(chroot, [...common, "--initialize-insecure"]);
  const node = await singleServer({
    port,
    command: chroot,
    log: join(folder, "engine.log"),
    args: [
      ...common,
      `--socket=${seen}/engine.sock`,
      `--pid-file=${seen}/engine.pid`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--mysqlx=OFF",
      "--skip-log-bin",
      "--performance-schema=OFF",
      "--max-connections=400",
      "--innodb-buffer-pool-size=256M",
      ...(durable ? ["--innodb-flush-log-at-trx-commit=1"] : fast),
    ],
  });
  return {
    name: "mysql9",
    urls: [node.url],
    version: node.version,
    nodes: [node],
    stop: async () => {
      await node.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
