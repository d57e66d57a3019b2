/**
 * Checks that every value is a class.
 * @param lists of whole numbers from 0 to L − 1, by name.
 * @param classes L
 * @throws RangeError naming the first value that is not a class.
 */
export function checkClasses(
  caller: string,
  lists: Readonly<Record<string, ArrayLike<number>>>,
  classes: number,
): void {
  for (const [name, values] of Object.entries(lists)) {
    const outside = Array.from(values).find(
      (value) => !Number.isInteger(value) || value < 0 || value >= classes,
    );
    if (outside !== undefined) {
      throw new RangeError(
        `${caller}: ${name} must be classes from 0 to ${classes - 1}, got ${outside}`,
      );
    }
  }
}
