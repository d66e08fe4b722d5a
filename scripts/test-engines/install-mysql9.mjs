import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { aptInstall, aptPrefix } from "../lib/apt.mjs";
import { findProgram } from "../lib/find-program.mjs";
import { repositoryRoot } from "../lib/repository-root.mjs";
import { mustRun } from "../lib/run-program.mjs";

/**
 * MySQL 9 needs a newer libc than most systems have, so it lives in a Debian unstable folder of its own, made once
 * and kept. Answers { root } or { notRun: reason }.
 */
export async function installMysql9() {
  const root = join(repositoryRoot, ".cache/mysql9");
  if (existsSync(join(root, "usr/sbin/mysqld"))) return { root };
  if (process.getuid?.() !== 0)
    return { notRun: "making its folder needs root (debootstrap, chroot)" };
  try {
    if (!findProgram("debootstrap")) {
      if (!(await aptPrefix()))
        return { notRun: "debootstrap is absent and so is apt-get" };
      await aptInstall("debootstrap", "debian-archive-keyring");
    }
    // A half-made folder must not pass for a whole one: made aside, renamed when complete.
    const making = `${root}.making`;
    rmSync(making, { recursive: true, force: true });
    await mustRun(findProgram("debootstrap"), [
      "--variant=minbase",
      "--include=mysql-server-core",
      "sid",
      making,
    ]);
    rmSync(join(making, "var/cache/apt/archives"), {
      recursive: true,
      force: true,
    });
    renameSync(making, root);
    return { root };
  } catch (error) {
    return { notRun: `installation failed: ${error.message}` };
  }
}
