const text = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Prints a table of what ran and the closing line, and answers how much failed. What was not run counts as skipped;
 * in CI, where nothing may be missing, as failed.
 */
export function printSummary(rows) {
  const strict = process.env.CI === "true";
  const total = { passed: 0, failed: 0, skipped: 0 };
  const width = Math.max(...rows.map((row) => row.name.length));
  console.log("\n== Summary ==");
  for (const { name, notRun, seconds, ...counts } of rows) {
    if (notRun !== undefined) {
      total[strict ? "failed" : "skipped"] += 1;
      console.log(`${name.padEnd(width)}  not run (${notRun})`);
      continue;
    }
    for (const kind of Object.keys(total)) total[kind] += counts[kind];
    const took = `${seconds.toFixed(1)} s`.padStart(8);
    console.log(`${name.padEnd(width)}  ${took}  ${text(counts)}`);
  }
  console.log(text(total));
  return total.failed;
}
