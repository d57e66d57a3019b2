import { keyedRandom, type Random } from '@jssl/augment';

/** The uses of random numbers. Each has its own stream, so that none shifts another. */
const uses = {
  weights: 1,
  queues: 2,
  order: 3,
  step: 4,
  views: 5,
  subset: 6,
  probe: 7,
  split: 8,
  bootstrap: 9,
};

/**
 * The random generator for one use in a run; `key` identifies where, such as epoch and image.
 * @example
 * ```ts
 * import { randomStream } from '@jssl/features';
 *
 * const [seed, epoch, image] = [1, 3, 7];
 * const [first, again] = [1, 2].map(() => randomStream(seed, 'views', epoch, image)());
 * console.log(first === again, first === randomStream(seed, 'order', epoch, image)()); // true false
 * ```
 */
export function randomStream(seed: number, use: keyof typeof uses, ...key: number[]): Random {
  return keyedRandom(seed, uses[use], ...key);
}
