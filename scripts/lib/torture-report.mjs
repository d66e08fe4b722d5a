import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "./repository-root.mjs";

const stateFile = join(repositoryRoot, ".cache/torture.json");
const reportFile = join(repositoryRoot, "docs/generated/torture.md");
const HEAD = `# Torture

The proofs at full size, the last run of each. Generated (\`npm run torture\`): do not edit. A commit with \`+\` had changes
that were not committed.

| proof | engine | result | took | commit | day | what |
| --- | --- | --- | --- | --- | --- | --- |
`;

/** Results by \`row engine commit\`, kept beside the clone: a run that was interrupted goes on where it was. */
export function readResults() {
  return existsSync(stateFile)
    ? JSON.parse(readFileSync(stateFile, "utf8"))
    : {};
}

export function keepResult(key, result) {
  mkdirSync(dirname(stateFile), { recursive: true });
  writeFileSync(
    stateFile,
    `${JSON.stringify({ ...readResults(), [key]: result }, null, 2)}\n`,
  );
}

const duration = (seconds) =>
  seconds < 90
    ? `${Math.round(seconds)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** Puts one result in the place of the last one of its row and engine. */
export function writeIntoReport({
  row,
  engine,
  shows,
  result,
  seconds,
  commit,
}) {
  const lines = existsSync(reportFile)
    ? readFileSync(reportFile, "utf8").split("\n")
    : [];
  const start = `| ${row} | ${engine} |`;
  const day = new Date().toISOString().slice(0, 10);
  const table = lines.filter(
    (line) => /^\| [a-z0-9-]+ \| \w+ \|/.test(line) && !line.startsWith(start),
  );
  const others = table.filter((line) => !/^\| (proof|---)/.test(line));
  const all = [
    ...others,
    `${start} ${result} | ${duration(seconds)} | ${commit} | ${day} | ${shows} |`,
  ].sort();
  mkdirSync(dirname(reportFile), { recursive: true });
  writeFileSync(reportFile, `${HEAD}${all.join("\n")}\n`);
}
