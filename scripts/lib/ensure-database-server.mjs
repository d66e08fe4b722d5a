import { aptInstall, aptPrefix } from "./apt.mjs";
import { findProgram } from "./find-program.mjs";
import { step } from "./step.mjs";

const HOW = `No database server was found, and it cannot be installed from here. Do one of these, then run this again:
  Debian, Ubuntu: sudo apt-get install mariadb-server-core mariadb-client-core     Fedora: sudo dnf install mariadb-server
  macOS: brew install mariadb     any system: MYSQL_URL=mysql://user:password@host:3306/database npm run up`;

/**
 * Sees to it that one of these server programs is installed; on Debian and Ubuntu it installs MariaDB where it may
 * (binaries only, no service). Throws an Error that says what to install by hand.
 */
export async function ensureDatabaseServer(...programs) {
  if (findProgram(...programs)) return;
  if (!(await aptPrefix())) throw new Error(HOW);
  try {
    await step("Installing MariaDB (mariadb-server-core)", () =>
      aptInstall("mariadb-server-core", "mariadb-client-core"),
    );
  } catch (error) {
    throw new Error(`${error.message}\n\n${HOW}`);
  }
}
