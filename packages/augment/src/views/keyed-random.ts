/** Returns uniform random numbers in [0, 1). */
export type Random = () => number;

// Looked up once, outside of loops.
const { imul } = Math;

/** MurmurHash3's finalizer: every input bit affects every output bit. */
function mix(value: number): number {
  let hash = value | 0;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Creates a random generator seeded by a key of integers, such as (run seed, epoch, image, view): sfc32
 * (Doty-Humphrey, PractRand) with its state hashed from the key. The same key gives the same numbers on
 * every machine, independent of other generators. The order of the parts matters.
 * @throws RangeError if a part is not a safe integer.
 * @example
 * ```ts
 * import { keyedRandom } from '@jssl/augment';
 *
 * const [runSeed, epoch, image] = [1, 0, 7];
 * const random = keyedRandom(runSeed, epoch, image);
 * console.log(random().toFixed(6), random().toFixed(6)); // 0.893965 0.430768
 * ```
 */
export function keyedRandom(...key: readonly number[]): Random {
  let [a, b] = [0x9e3779b9 | 0, key.length | 0];
  for (const part of key) {
    if (!Number.isSafeInteger(part)) {
      throw new RangeError(`keyedRandom: key must consist of safe integers, got ${part}`);
    }
    a = mix(imul(a, 31) + (part | 0));
    b = mix(b ^ mix(a + Math.floor(part / 2 ** 32)));
  }
  let [c, counter] = [mix(a ^ b), 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}
