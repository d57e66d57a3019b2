/** A float32 in decimal, with the 9 digits at most that give the same float32 back. */
export function shortFloat(value: number): string {
  return String(Number(value.toPrecision(9)));
}
