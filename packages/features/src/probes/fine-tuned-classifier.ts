import {
  createLinearProbe,
  guessesOf,
  linearProbeLogits,
  type Guesses,
  type LinearProbe,
} from '@jssl/eval';
import { applyOptimizer, createOptimizer } from '@jssl/optimizers';
import {
  cloneEncoder,
  encode,
  featureSize,
  updateMovingStatistics,
  type Encoder,
} from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import type { FeatureExtractor } from '../embed/embed-images.js';
import type { FinetuneSettings } from '../settings/classifier-settings.js';
import { rawEncoderFeatures } from './augmented-linear.js';

/** A batch to train on. */
interface TrainingBatch {
  /** Views [N, S, S, C], borrowed. */
  readonly views: tf.Tensor4D;
  /** [N] */
  readonly labels: Int32Array;
}

/** @param embed embeds images with the extractor it receives. */
type Guess = (
  labels: Int32Array,
  embed: (extract: FeatureExtractor) => Promise<tf.Tensor2D>,
) => Promise<Guesses>;

function guessWith(encoder: Encoder, probe: LinearProbe): Guess {
  return async (labels, embed) => {
    const features = await embed(rawEncoderFeatures(encoder));
    const logits = linearProbeLogits(probe, features);
    try {
      return await guessesOf(logits, labels);
    } finally {
      tf.dispose([features, logits]);
    }
  };
}

/** A classifier that no longer learns. */
export interface KeptClassifier {
  readonly guess: Guess;
  dispose(): void;
}

/** A copy of an encoder with a linear layer on top, and Adam for both. */
export function createFineTunedClassifier(
  original: Encoder,
  classes: number,
  { lr, weightDecay, precision, seed }: FinetuneSettings,
) {
  const encoder = cloneEncoder(original);
  const probe = createLinearProbe(
    featureSize(encoder.config),
    classes,
    randomStream(seed, 'probe'),
  );
  const parameters: Readonly<Record<string, tf.Variable>> = {
    ...Object.fromEntries(
      Object.entries(encoder.parameters).filter(([name]) => !name.startsWith('head_')),
    ),
    'classifier.weight': probe.weight,
    'classifier.bias': probe.bias,
  };
  const optimizer = createOptimizer(parameters, { optimizer: 'adam', weightDecay });
  const lossOf = ({ views, labels }: TrainingBatch) =>
    tf.tidy(() => {
      const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
      let statistics: Readonly<Record<string, tf.Tensor1D>> = {};
      const { value: loss, grads } = tf.variableGrads((): tf.Scalar => {
        const encoded = encode(encoder, views, { training: true, precision });
        statistics = encoded.batchStatistics;
        Object.values(statistics).forEach((statistic) => tf.keep(statistic));
        const logits = linearProbeLogits(probe, encoded.rawFeature);
        return tf.losses.softmaxCrossEntropy(oneHot, logits);
      }, Object.values(parameters));
      const gradients = Object.fromEntries(
        Object.entries(parameters).flatMap(([key, { name }]) =>
          grads[name] ? [[key, grads[name]] as const] : [],
        ),
      );
      return { loss, gradients, statistics };
    });
  let released = false;
  return {
    /** Makes one step; if the loss is not finite, nothing changes. @returns the loss before the step. */
    step: async (batch: TrainingBatch): Promise<number> => {
      const { loss, gradients, statistics } = lossOf(batch);
      try {
        const [value = NaN] = await loss.data();
        if (Number.isFinite(value)) {
          applyOptimizer(optimizer, parameters, { gradients, learningRate: lr });
          updateMovingStatistics(encoder, statistics);
        }
        return value;
      } finally {
        tf.dispose([loss, gradients, statistics]);
      }
    },
    guess: guessWith(encoder, probe),
    /** A copy as it is now. */
    keep: (): KeptClassifier => {
      const kept = cloneEncoder(encoder, { trainable: false });
      const [features, outputs] = [featureSize(encoder.config), classes];
      const keptProbe = createLinearProbe(features, outputs, () => 0.5);
      keptProbe.weight.assign(probe.weight);
      keptProbe.bias.assign(probe.bias);
      return {
        guess: guessWith(kept, keptProbe),
        dispose: () => {
          kept.dispose();
          keptProbe.dispose();
        },
      };
    },
    /** Hands over the encoder to the caller; {@link dispose} no longer disposes it. */
    release: (): Encoder => {
      released = true;
      return encoder;
    },
    dispose: (): void => {
      if (!released) encoder.dispose();
      probe.dispose();
      optimizer.dispose();
    },
  };
}
