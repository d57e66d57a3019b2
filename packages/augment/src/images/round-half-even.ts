/** Rounds to the nearest integer, halves to even, like Python's `round` in torchvision's sizes. */
export function roundHalfEven(value: number): number {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
}
