import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export type EngineKind = "mariadb" | "mysql";

export interface EngineProgram {
  path: string;
  kind: EngineKind;
  /** As the program says it, e.g. `10.11.19`. */
  version: string;
}

// A login shell's PATH often lacks the sbin folders, where distributions put servers.
const EXTRA = ["/usr/sbin", "/usr/local/sbin", "/sbin", "/opt/homebrew/bin"];

/** Every place where a program of that name may be run from, in the order of PATH. */
export function findPrograms(name: string): string[] {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...EXTRA];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .filter((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function ask(path: string): EngineProgram | null {
  try {
    const said = execFileSync(path, ["--no-defaults", "--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const version = /Ver (\d+\.\d+\.\d+)/.exec(said)?.[1];
    if (!version) return null;
    return { path, kind: /MariaDB/i.test(said) ? "mariadb" : "mysql", version };
  } catch {
    return null;
  }
}

/** The database server to use, of that kind when one is named; null when none is installed. */
export function findEngine(kind?: EngineKind): EngineProgram | null {
  for (const path of ["mariadbd", "mysqld"].flatMap(findPrograms)) {
    const engine = ask(path);
    if (engine && (!kind || engine.kind === kind)) return engine;
  }
  return null;
}
