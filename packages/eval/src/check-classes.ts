/**
 * Checks that every value is a class.
 * @param values whole numbers from 0 to L − 1.
 * @param classes L
 * @throws RangeError naming the first value that is not a class.
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
