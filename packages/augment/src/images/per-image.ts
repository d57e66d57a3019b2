/** One number for the whole batch, or one per image. */
export type PerImage = number | readonly number[];

/** How many numbers, and which are allowed: in words, for the error message, and as a test. */
interface Allowed {
  readonly count: number;
  readonly words: string;
  readonly allows: (value: number) => boolean;
}

/**
 * Expands {@link PerImage} to one number per image.
 * @param named the numbers by their name.
 * @throws RangeError if a number is not finite or out of range, or their count is wrong.
 */
export function perImage(
  caller: string,
  named: Readonly<Record<string, PerImage>>,
  { count, words, allows }: Allowed,
): readonly number[] {
  const [[name, values] = ['', []]] = Object.entries(named);
  const list = typeof values === 'number' ? Array.from({ length: count }, () => values) : values;
  if (list.length !== count) {
    throw new RangeError(
      `${caller}: ${name} must be one number or one for each of ${count} images, got ${list.length}`,
    );
  }
  const wrong = list.find((value) => !(Number.isFinite(value) && allows(value)));
  if (wrong !== undefined) {
    throw new RangeError(`${caller}: ${name} must be finite numbers ${words}, got ${wrong}`);
  }
  return list;
}
