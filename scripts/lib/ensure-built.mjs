import { join } from "node:path";
import { isBuilt } from "../build.mjs";
import { repositoryRoot } from "./repository-root.mjs";
import { mustRun } from "./run-program.mjs";
import { step } from "./step.mjs";

/** The bundle that `npm run build` makes. */
export const builtProgram = join(repositoryRoot, "dist/chartroom.mjs");

/** Builds when the sources have changed. The bundler runs as a process of its own and leaves no memory behind. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  await step("Building", () =>
    mustRun(process.execPath, [join(repositoryRoot, "scripts/build.mjs")]),
  );
}
