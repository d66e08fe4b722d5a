#!/usr/bin/env node
import { ensureBuilt } from "../scripts/lib/ensure-built.mjs";
import { ensurePackages } from "../scripts/lib/ensure-packages.mjs";
import { loadEnvironment } from "../scripts/lib/load-environment.mjs";
import { requireNode } from "../scripts/lib/require-node.mjs";
import { runBuilt } from "../scripts/lib/run-built.mjs";

requireNode();
try {
  loadEnvironment();
  await ensurePackages();
  await ensureBuilt();
  await runBuilt(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
