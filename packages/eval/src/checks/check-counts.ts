/**
 * Checks that every count is a whole number of at least 1.
 * @param counts by name.
 * @throws RangeError naming the first count that is not.
 */
export function checkCounts(caller: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${caller}: ${name} must be a whole number of at least 1, got ${value}`);
    }
  }
}
