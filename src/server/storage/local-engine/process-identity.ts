import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that a reused pid cannot impersonate: `started` is when it started, as the system says it. */
export interface ProcessIdentity {
  pid: number;
  started: string;
}

interface Birth {
  zombie: boolean;
  started: string;
}

function birthInProc(pid: number): Birth | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name and may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1");
    return {
      zombie: /[ZX]/.test(fields[0] ?? ""),
      started: `${fields[19] ?? ""}@${boot.trim()}`,
    };
  } catch {
    return null;
  }
}

function birthFromPs(pid: number): Birth | null {
  try {
    const ps = ["-o", "stat=,lstart=", "-p", String(pid)];
    const said = execFileSync("ps", ps, { encoding: "utf8" }).trim();
    const [state = "", ...started] = said.split(/\s+/);
    return { zombie: state.startsWith("Z"), started: started.join(" ") };
  } catch {
    return null;
  }
}

const birthOf = process.platform === "linux" ? birthInProc : birthFromPs;

/** The identity of a running process; of one that has ended, an identity that is not alive. */
export function identify(pid: number): ProcessIdentity {
  return { pid, started: birthOf(pid)?.started ?? "" };
}

/** Whether that very process still runs. A zombie counts as ended. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  const now = birthOf(pid);
  return now !== null && now.started === started && !now.zombie;
}
