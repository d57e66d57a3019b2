/** A float32 as decimal text of at most 9 digits, which read back as the same float32. */
export function shortFloat(value: number): string {
  return String(shortNumber(value));
}

/** The number of {@link shortFloat}. */
export function shortNumber(value: number): number {
  return Number(value.toPrecision(9));
}
