/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A random order of 0 … length − 1, each of the length! orders equally likely (Fisher and Yates).
 * @param length an integer of at least 0.
 * @param random uniform numbers in [0, 1); length − 1 are drawn.
 * @returns the permutation, `length` integers.
 * @throws RangeError for any other length.
 * @example
 * ```ts
 * import { randomPermutation } from '@jssl/moco';
 *
 * let seed = 1; // any uniform numbers in [0, 1) will do, here a Lehmer generator
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 * console.log([...randomPermutation(5, random)]); // [ 3, 2, 1, 4, 0 ]
 * ```
 */
export function randomPermutation(length: number, random: Random): Int32Array {
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(
      `randomPermutation: length must be an integer of at least 0, got ${length}`,
    );
  }
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    const value = order[last] ?? 0;
    order[last] = order[chosen] ?? 0;
    order[chosen] = value;
  }
  return order;
}

/**
 * The permutation that undoes another: `inverse[permutation[i]] = i`.
 * @param permutation each of 0 … length − 1 once.
 * @throws RangeError when it is not a permutation.
 * @example
 * ```ts
 * import { invertPermutation } from '@jssl/moco';
 *
 * console.log([...invertPermutation([2, 0, 1])]); // [ 1, 2, 0 ]
 * ```
 */
export function invertPermutation(permutation: ArrayLike<number>): Int32Array {
  const { length } = permutation;
  const inverse = new Int32Array(length).fill(-1);
  for (let index = 0; index < length; index++) {
    const value = permutation[index] ?? NaN;
    if (inverse[value] !== -1) {
      throw new RangeError(
        `invertPermutation: permutation must contain each of 0 to ${length - 1} once, got ${value} at index ${index}`,
      );
    }
    inverse[value] = index;
  }
  return inverse;
}
