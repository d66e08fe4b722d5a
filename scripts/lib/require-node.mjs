/** Ends the process with a reason where Node is too old for the code that follows. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Chartroom needs Node.js 20.19 or newer; this is ${process.versions.node}.`,
  );
  process.exit(1);
}
