import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../lib/find-program.mjs";
import { freePort } from "../lib/free-port.mjs";
import { mustRun } from "../lib/run-program.mjs";
import { singleServer } from "./single-server.mjs";

const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];

// Tests that crash nothing need no disk flush; a crash test asks for `durable`.
const fast = [
  "--innodb-flush-log-at-trx-commit=0",
  "--skip-innodb-doublewrite",
  "--innodb-flush-method=nosync",
];

/** A socket path has a limit of about 100 characters, which a deep folder would pass. */
function socketPath(folder, port) {
  const here = join(folder, "engine.sock");
  return here.length < 100 ? here : join(tmpdir(), `chartroom-${port}.sock`);
}

/**
 * A private MariaDB on a free loopback port, user root without password.
 * Answers { name, urls, version, nodes, stop() } or { notRun: reason }.
 */
export async function start({ folder, durable = false }) {
  const server = findProgram("mariadbd");
  const install = findProgram("mariadb-install-db");
  if (!server || !install) return { notRun: "mariadbd is not installed" };
  mkdirSync(folder, { recursive: true });
  const data = join(folder, "data");
  // A starting MariaDB removes the temporary tables that it finds, also those of a running one.
  const temporary = join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });
  await mustRun(install, [
    "--no-defaults",
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    ...asRoot,
  ]);
  const port = await freePort();
  const node = await singleServer({
    port,
    command: server,
    log: join(folder, "engine.log"),
    args: [
      "--no-defaults",
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--socket=${socketPath(folder, port)}`,
      `--pid-file=${join(folder, "engine.pid")}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      "--skip-log-bin",
      "--max-connections=400",
      "--innodb-buffer-pool-size=256M",
      ...(durable ? ["--innodb-flush-log-at-trx-commit=1"] : fast),
      ...asRoot,
    ],
  });
  return {
    name: "mariadb",
    urls: [node.url],
    version: node.version,
    nodes: [node],
    stop: node.stop,
  };
}
