import { askDatabase } from "../lib/ask-database.mjs";
import {
  startDatabaseProcess,
  stopDatabaseProcess,
} from "../lib/database-process.mjs";

/**
 * One server process on a loopback port as a node of an engine: { pid, url, version, kill9(), restart(), stop() }.
 * `ready` may ask for more than an answer to SELECT VERSION().
 */
export async function singleServer({
  port,
  command,
  args,
  restartArgs = args,
  env,
  log,
  seconds,
  ready = () => askDatabase(port),
}) {
  const launch = (withArgs) =>
    startDatabaseProcess({
      command,
      args: withArgs,
      env,
      log,
      seconds,
      ready: async () => Boolean(await ready()),
    });
  let child = await launch(args);
  const { version } = await askDatabase(port);
  return {
    url: `mysql://root@127.0.0.1:${port}`,
    version,
    get pid() {
      return child.pid;
    },
    kill9: () => stopDatabaseProcess(child, "SIGKILL"),
    restart: async (otherArgs) => {
      child = await launch(otherArgs ?? restartArgs);
    },
    stop: () => stopDatabaseProcess(child),
  };
}
