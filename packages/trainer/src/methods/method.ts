import type { Random } from '@jssl/augment';
import type { Encoder } from '@jssl/resnet';
import type * as tf from '@tensorflow/tfjs-core';

import type { MethodState } from './method-state.js';

/** The methods of `--method`. */
export const methodNames = ['jaccard-moco'] as const;
export type MethodName = (typeof methodNames)[number];

/** The losses of one step: the weighted sum and its terms. */
export interface StepLosses {
  readonly loss: number;
  readonly jaccard: number;
  readonly p: number;
  readonly n: number;
}

/** A way of learning an encoder from pairs of views. */
export interface Method {
  /** The encoder that is evaluated and saved. */
  readonly encoder: Encoder;
  /**
   * One optimiser step on two views [N, H, W, C] of the same images, which it borrows.
   * A loss that is not finite is returned and changes nothing.
   */
  step(views: readonly [tf.Tensor4D, tf.Tensor4D], random: Random): StepLosses;
  /** All that the next step depends on: a method that is given it goes on to the same numbers. */
  save(): MethodState;
  /**
   * Takes over what `save` gave.
   * @throws MethodStateError when it is another method's or encoder's; nothing has changed then.
   */
  restore(state: MethodState): void;
  dispose(): void;
}
