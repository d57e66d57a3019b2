/**
 * Refuses what counts nothing.
 * @param counts named numbers, each to be whole and at least 1.
 * @throws RangeError with the first that is not.
 */
export function checkCounts(caller: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${caller}: ${name} must be a whole number of at least 1, got ${value}`);
    }
  }
}
