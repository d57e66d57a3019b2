import type * as tf from '@tensorflow/tfjs-core';

import { turnHue } from './adjust-hue.js';
import { blendPlanes, type BlendOperation } from './blend.js';

/** The four operations of ColorJitter. */
export type JitterOperation = BlendOperation | 'hue';

/** The color jitter of one image: a factor per blend, and a hue shift in turns. */
export interface Jitter {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
  /** The operations, in the order they are applied. */
  readonly order: readonly JitterOperation[];
}

/**
 * Jitters planes [N, C, P] in [0, 1], each image in its own order. Runs in rounds over the whole batch:
 * the blends before the hue, all hues at once, then the blends after it. A batch takes no more kernel
 * calls than one image.
 */
export function jitterPlanes(planes: tf.Tensor3D, jitters: readonly Jitter[]): tf.Tensor3D {
  // Saturation and hue don't change one-channel images.
  const orders = jitters.map(({ order }) =>
    planes.shape[1] === 3
      ? order
      : order.filter((operation) => operation === 'brightness' || operation === 'contrast'),
  );
  const before = orders.map((order) => blendsOf(order.slice(0, hueAt(order))));
  const after = orders.map((order) => blendsOf(order.slice(hueAt(order))));
  const shifts = jitters.map(({ hue }, row) => (orders[row]?.includes('hue') ? hue : 0));
  return blendInRounds(turnHue(blendInRounds(planes, jitters, before), shifts), jitters, after);
}

const hueAt = (order: readonly JitterOperation[]) =>
  order.includes('hue') ? order.indexOf('hue') : order.length;

const blendsOf = (order: readonly JitterOperation[]) =>
  order.filter((operation) => operation !== 'hue');

/** Round 0 applies the first operation of every image, round 1 the second, and so on. */
function blendInRounds(
  planes: tf.Tensor3D,
  jitters: readonly Jitter[],
  orders: readonly (readonly BlendOperation[])[],
): tf.Tensor3D {
  const rounds = Math.max(0, ...orders.map((order) => order.length));
  return Array.from({ length: rounds }, (_, round) => round).reduce(
    (current, round) =>
      blendPlanes(
        current,
        jitters.map((jitter, row) => {
          const operation = orders[row]?.[round];
          return operation && { operation, factor: jitter[operation] };
        }),
      ),
    planes,
  );
}
