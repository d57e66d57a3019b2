/** Levenshtein distance: the number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of from.split('').entries()) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = (previous[column] ?? 0) + (letter === to[column] ? 0 : 1);
      const inserted = (current[column] ?? 0) + 1;
      const deleted = (previous[column + 1] ?? 0) + 1;
      current.push(Math.min(replaced, inserted, deleted));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** The known name that `name` is probably a misspelling of (at most half of the letters differ), if any. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const candidates = known.map((one) => ({
    one,
    distance: editDistance(name.toLowerCase(), one),
  }));
  const [nearest] = candidates.sort((first, second) => first.distance - second.distance);
  return nearest && nearest.distance <= nearest.one.length / 2 ? nearest.one : undefined;
}
