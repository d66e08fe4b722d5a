import {
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askDatabase } from "../lib/ask-database.mjs";
import { findProgram } from "../lib/find-program.mjs";
import { freePortRange } from "../lib/free-port.mjs";
import { mustRun } from "../lib/run-program.mjs";
import {
  allowBootstrap,
  isReady,
  nodeArguments,
  portsOf,
  recoveredPosition,
} from "./galera-node.mjs";
import { installGalera } from "./install-galera.mjs";
import { singleServer } from "./single-server.mjs";

const INDEXES = [0, 1, 2];

/** The nodes' user must reach it, which it could not inside somebody's home folder. */
function makeHome(install) {
  const home = mkdtempSync(join(tmpdir(), "chartroom-galera-"));
  const scripts = join(home, "bin");
  mkdirSync(scripts);
  for (const name of readdirSync(install.scripts))
    if (name.startsWith("wsrep_sst"))
      copyFileSync(join(install.scripts, name), join(scripts, name));
  const own = INDEXES.flatMap((index) => [
    join(home, `node${index}`),
    join(home, `tmp${index}`),
  ]);
  for (const path of own) mkdirSync(path);
  for (const path of [home, ...own]) chownSync(path, install.uid, install.gid);
  return home;
}

/**
 * Makes sure there is a primary component to join. After a crash of all nodes the one that knows the most begins a
 * new cluster; a survivor that lost its majority is told that it alone is the cluster now.
 */
async function ensurePrimary(cluster) {
  const up = cluster.filter((node) => node.isUp());
  for (const node of up)
    if (await isReady(node.port).catch(() => false)) return;
  if (up.length > 0) {
    const [survivor] = up;
    await askDatabase(
      survivor.port,
      "SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'",
    );
    while (!(await isReady(survivor.port).catch(() => false))) await sleep(100);
    return;
  }
  for (const node of cluster) node.position = await node.askPosition();
  const [best] = cluster.toSorted((a, b) => b.position - a.position);
  await best.begin();
}

/**
 * Three MariaDB Galera nodes on loopback, user root without password. A node's restart() first sees to it that there
 * is a cluster to join, which after a crash of all nodes may start another node than the one asked for.
 * Answers { name, urls, version, nodes, stop() } or { notRun: reason }.
 */
export async function start({ folder, durable = false }) {
  const install = await installGalera();
  if (install.notRun) return { notRun: install.notRun };
  mkdirSync(folder, { recursive: true });
  const home = makeHome(install);
  const base = await freePortRange(
    INDEXES.flatMap((index) => Object.values(portsOf(0, index))),
  );
  const command = findProgram("mariadbd");
  const env = {
    ...process.env,
    PATH: `${join(home, "bin")}:${process.env.PATH}:/usr/sbin:/sbin`,
  };
  const argumentsOf = (index) =>
    nodeArguments({ home, base, index, durable, install });
  await mustRun(findProgram("mariadb-install-db"), [
    "--no-defaults",
    `--user=${install.user}`,
    `--datadir=${join(home, "node0")}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ]);
  const cluster = [];
  for (const index of INDEXES) {
    const args = argumentsOf(index);
    const first = [...args, "--wsrep-new-cluster"];
    const port = portsOf(base, index).client;
    const server = await singleServer({
      port,
      command,
      args: index === 0 ? first : args,
      restartArgs: args,
      env,
      log: join(folder, `node${index}.log`),
      seconds: 120,
      ready: () => isReady(port),
    });
    let up = true;
    cluster.push({
      port,
      server,
      position: -1,
      isUp: () => up,
      kill9: async () => {
        up = false;
        await server.kill9();
      },
      askPosition: () => recoveredPosition(command, args, env),
      begin: async () => {
        allowBootstrap(home, index);
        await server.restart(first);
        up = true;
      },
      restart: async () => {
        if (up) return;
        await ensurePrimary(cluster);
        if (up) return;
        await server.restart();
        up = true;
      },
    });
  }
  return {
    name: "galera",
    urls: cluster.map(({ server }) => server.url),
    version: cluster[0].server.version,
    nodes: cluster.map(({ server, kill9, restart }) => ({
      url: server.url,
      get pid() {
        return server.pid;
      },
      kill9,
      restart,
    })),
    stop: async () => {
      // The data goes anyway, so the nodes need not take leave of one another.
      await Promise.all(cluster.map((node) => node.kill9()));
      rmSync(home, { recursive: true, force: true });
    },
  };
}
