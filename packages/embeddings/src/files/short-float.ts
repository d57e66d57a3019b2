/** A float32 as decimal text of at most 9 digits, which read back as the same float32. */
export function shortFloat(value: number): string {
  return String(Number(value.toPrecision(9)));
}
