import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

// A login shell's PATH often lacks the sbin folders, where distributions put servers.
const EXTRA = ["/usr/sbin", "/usr/local/sbin", "/sbin", "/opt/homebrew/bin"];

/** Full path of the first of the named programs that is installed, or null. */
export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...EXTRA];
  for (const name of names) {
    for (const folder of folders.filter(Boolean)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here; look in the next folder.
      }
    }
  }
  return null;
}
