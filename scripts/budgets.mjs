import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./lib/repository-root.mjs";

const MEDIAN = 90;
const LONGEST_SOURCE = 300;
const LONGEST_TEST = 400;
const LONGEST = { "src/server/compose.ts": 200 };
const ANY = /(:|\bas|<|\|)\s*any\b(?!\s*\()/;

function filesIn(folder) {
  try {
    return readdirSync(join(repositoryRoot, folder), { recursive: true })
      .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

const isTest = (file) => /\.test\.tsx?$|^test\//.test(file);

/** The code with comments and strings blanked out, lines kept. */
function bare(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/\/\/.*|"(?:\\.|[^"\\\n])*"/g, "");
}

function measure(file) {
  const text = readFileSync(join(repositoryRoot, file), "utf8");
  const anyLines = bare(text)
    .split("\n")
    .flatMap((line, index) => (ANY.test(line) ? [index + 1] : []));
  return { file, length: text.split("\n").length - 1, anyLines };
}

const faults = [];
const measured = ["src", "test", "bench", "scripts"]
  .flatMap(filesIn)
  .map(measure);
for (const { file, length, anyLines } of measured) {
  const limit = LONGEST[file] ?? (isTest(file) ? LONGEST_TEST : LONGEST_SOURCE);
  if (length > limit) faults.push(`${file}: ${length} lines, ${limit} allowed`);
  if (file.endsWith(".ts"))
    for (const line of anyLines) faults.push(`${file}:${line}: any`);
}
const lengths = measured
  .filter(({ file }) => file.startsWith("src/") && !isTest(file))
  .map(({ length }) => length)
  .sort((a, b) => a - b);
const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
if (median > MEDIAN)
  faults.push(`the median source file has ${median} lines, ${MEDIAN} allowed`);
console.log(`${lengths.length} source files, median ${median} lines`);
if (faults.length > 0) {
  console.log(faults.join("\n"));
  process.exitCode = 1;
}
