import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryRoot } from "./lib/repository-root.mjs";

const entry = join(repositoryRoot, "src/cli/main.ts");
const outfile = join(repositoryRoot, "dist/chartroom.mjs");
const stampFile = join(repositoryRoot, "dist/.stamp");

/** Changes whenever a source file is added, removed or written; reads no contents, so it takes milliseconds. */
function sourceStamp() {
  const hash = createHash("sha256");
  const source = join(repositoryRoot, "src");
  const names = readdirSync(source, { recursive: true }).filter(
    (name) => /\.[a-z]+$/.test(name) && !name.endsWith(".test.ts"),
  );
  for (const file of [
    ...names.sort().map((name) => join(source, name)),
    join(repositoryRoot, "package.json"),
    fileURLToPath(import.meta.url),
  ]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest("hex");
}

/** Whether dist/ was built from the sources as they are now. */
export function isBuilt() {
  return (
    existsSync(outfile) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, "utf8") === sourceStamp()
  );
}

/** Bundles the command line, and with it the server, into dist/chartroom.mjs; packages stay outside. */
export async function build() {
  const { build: bundle } = await import("esbuild");
  const stamp = sourceStamp();
  const { outputFiles } = await bundle({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    write: false,
    logLevel: "warning",
    absWorkingDir: repositoryRoot,
  });
  mkdirSync(dirname(outfile), { recursive: true });
  // Renamed into place: another process may be starting from the old file at this moment.
  for (const { path, contents } of outputFiles) {
    const making = join(dirname(path), `.${process.pid}.${basename(path)}`);
    writeFileSync(making, contents);
    renameSync(making, path);
  }
  writeFileSync(stampFile, stamp);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  // The bundler has printed what is wrong, with the line; a stack of its own code adds nothing.
  await build().catch(() => (process.exitCode = 1));
