/**
 * Whether one swap of neighbours, one letter more, one less or another one turns `a` into `b`
 * (Damerau-Levenshtein distance of at most 1). Equal words count. Linear time.
 */
export function withinOneEdit(a: string, b: string): boolean {
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  )
    end += 1;
  const leftOfA = a.length - start - end;
  const leftOfB = b.length - start - end;
  if (leftOfA <= 1 && leftOfB <= 1) return true;
  return (
    leftOfA === 2 &&
    leftOfB === 2 &&
    a[start] === b[start + 1] &&
    a[start + 1] === b[start]
  );
}

/** Damerau-Levenshtein distance (restricted: no letter is moved twice), counted in letters. */
export function editDistance(a: string, b: string): number {
  const from = Array.from(a);
  const to = Array.from(b);
  let before: number[] = [];
  let above = to.map((_, column) => column);
  above.push(to.length);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      let best = Math.min(
        current[column - 1]! + 1,
        above[column]! + 1,
        above[column - 1]! + same,
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, before[column - 2]! + 1);
      current.push(best);
    }
    before = above;
    above = current;
  }
  return above[to.length]!;
}
