import { lockDataFolder } from "#server/storage/local-engine/lock-data-folder.ts";
import { startLocalEngine } from "#server/storage/local-engine/start-local-engine.ts";

// A second process for the tests of the private engine: `use-local-engine.ts engine|lock FOLDER`. It says what it
// has on one line of JSON, and leaves in order at the end of its input.
const [what, folder] = process.argv.slice(2) as ["engine" | "lock", string];

async function take(): Promise<{ said: object; leave: () => unknown }> {
  if (what === "lock") {
    const release = lockDataFolder(folder, "serve");
    return { said: { locked: true }, leave: release };
  }
  const engine = await startLocalEngine({ dataFolder: folder });
  return { said: { owner: engine.owner }, leave: () => engine.stop() };
}

const { said, leave } = await take();
console.log(JSON.stringify(said));
process.stdin.resume();
process.stdin.once("end", () => void leave());
