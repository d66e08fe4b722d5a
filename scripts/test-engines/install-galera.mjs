import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { aptGet, aptInstall, aptPrefix } from "../lib/apt.mjs";
import { findProgram } from "../lib/find-program.mjs";
import { repositoryRoot } from "../lib/repository-root.mjs";
import { mustRun, runProgram } from "../lib/run-program.mjs";

const PROVIDER = "/usr/lib/galera/libgalera_smm.so";

function missingPackages() {
  const needs = {
    "mariadb-server-core": findProgram("mariadbd"),
    "mariadb-client-core": findProgram("mariadb"),
    "galera-4": existsSync(PROVIDER),
    rsync: findProgram("rsync"),
    // The state transfer's script looks at sockets and processes.
    iproute2: findProgram("ss"),
    procps: findProgram("ps"),
  };
  return Object.keys(needs).filter((name) => !needs[name]);
}

/** The scripts come only in the package of the full server, which would start a service: it is unpacked, not installed. */
async function unpackScripts() {
  const installed = findProgram("wsrep_sst_rsync");
  if (installed) return dirname(installed);
  const home = join(repositoryRoot, ".cache/galera");
  const scripts = join(home, "usr/bin");
  if (existsSync(join(scripts, "wsrep_sst_rsync"))) return scripts;
  const making = `${home}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  await aptGet(["download", "mariadb-server"], { cwd: making });
  const deb = readdirSync(making).find((name) => name.endsWith(".deb"));
  await mustRun("dpkg", ["-x", deb, "."], { cwd: making });
  rmSync(join(making, deb));
  rmSync(home, { recursive: true, force: true });
  renameSync(making, home);
  return scripts;
}

/** rsync's state transfer refuses to run as root, so the nodes run as a system user. */
async function numbersOfUser(name) {
  const ask = async (flag) => (await runProgram("id", [flag, name])).output;
  if ((await runProgram("id", [name])).code !== 0)
    await mustRun(findProgram("useradd"), [
      "--system",
      "--user-group",
      "--home-dir=/nonexistent",
      "--shell=/usr/sbin/nologin",
      name,
    ]);
  return { uid: Number(await ask("-u")), gid: Number(await ask("-g")) };
}

/** Everything three nodes need, installed once: { scripts, provider, user, uid, gid } or { notRun: reason }. */
export async function installGalera() {
  if (process.getuid?.() !== 0)
    return { notRun: "its nodes run as a user of their own, which needs root" };
  try {
    const missing = missingPackages();
    if (missing.length > 0) {
      if (!(await aptPrefix()))
        return { notRun: `${missing.join(", ")} absent and so is apt-get` };
      await aptInstall(...missing);
    }
    const scripts = await unpackScripts();
    const user = "mysql";
    return {
      scripts,
      provider: PROVIDER,
      user,
      ...(await numbersOfUser(user)),
    };
  } catch (error) {
    return { notRun: `installation failed: ${error.message}` };
  }
}
