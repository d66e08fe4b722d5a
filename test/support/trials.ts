/** How often a torture test tries: its full size under torture, a fiftieth otherwise, 20 at least. */
export function trials(fullSize: number): number {
  return process.env["CHARTROOM_TORTURE"]
    ? fullSize
    : Math.max(20, Math.round(fullSize / 50));
}
