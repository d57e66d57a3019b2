/**
 * Refuses what is no class.
 * @param values classes, each to be a whole number from 0 to L − 1.
 * @param classes L
 * @throws RangeError with the first that is none.
 */
export function checkClasses(
  caller: string,
  name: string,
  values: ArrayLike<number>,
  classes: number,
): void {
  const outside = Array.from(values).find(
    (value) => !Number.isInteger(value) || value < 0 || value >= classes,
  );
  if (outside !== undefined) {
    throw new RangeError(
      `${caller}: ${name} must be classes from 0 to ${classes - 1}, got ${outside}`,
    );
  }
}
