import { keyedRandom, type Random } from '@jssl/augment';

/** What a random number is for: each use has a stream of its own, so that none shifts another. */
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
 * The generator for one use within a run; `key` says where, such as epoch and image.
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
