import * as tf from '@tensorflow/tfjs-core';

import { checkEncoderConfig, type EncoderConfig } from '../architecture/encoder-config.js';
import { initialValues, type Random } from './initial-values.js';
import { headNames, isParameter, tensorSpecs } from '../architecture/tensor-specs.js';

/**
 * An encoder: variables by torchvision's names (`layer1.0.conv1.weight`, `head_p.0.weight`), in
 * TensorFlow's layouts: convolutions [kernel, kernel, in, out], linear layers [in, out].
 */
export interface Encoder {
  readonly config: EncoderConfig;
  /** The trained weights. */
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** Running mean and variance of each batch norm. */
  readonly statistics: Readonly<Record<string, tf.Variable>>;
  /** Frees every variable. */
  dispose(): void;
}

/** Options of an encoder that is made from stored weights. */
export interface EncoderOptions {
  /** Whether the parameters are trainable variables. Default true. */
  readonly trainable?: boolean;
}

/** Options of a new encoder. */
export interface NewEncoderOptions extends EncoderOptions {
  /**
   * How the first convolution starts: `normal` with variance 2 / fan-out like all others, as in torchvision, or
   * `uniform` within ±1/√fan-in, PyTorch's default for a convolution: ±1/√27 for a 3x3 stem on color images. Default
   * `normal`.
   */
  readonly stemWeights?: 'normal' | 'uniform';
}

/** The weights of the first convolution. */
const STEM = 'conv1.weight';

/**
 * Creates an encoder with torchvision's random initialization.
 * @param random uniform numbers in [0, 1), the only source of randomness.
 * @returns an encoder; dispose it.
 * @throws RangeError for a configuration that cannot be built.
 * @example
 * ```ts
 * import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 *
 * let seed = 1; // any uniform numbers in [0, 1) work: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 8 }, random);
 * console.log(encoder.parameters['layer4.1.conv2.weight'].shape); // [ 3, 3, 64, 64 ]
 * console.log(encoder.statistics['bn1.running_mean'].shape); // [ 8 ]
 * encoder.dispose();
 * ```
 */
export function createEncoder(
  config: EncoderConfig,
  random: Random,
  { trainable = true, stemWeights = 'normal' }: NewEncoderOptions = {},
): Encoder {
  checkEncoderConfig('createEncoder', config);
  const record = (parameters: boolean) =>
    Object.fromEntries(
      tensorSpecs(config)
        .filter((spec) => isParameter(spec) === parameters)
        .map((spec) => {
          const kind = spec.name === STEM && stemWeights === 'uniform' ? 'linear' : spec.kind;
          const values = tf.tensor(initialValues({ ...spec, kind }, random), [...spec.shape]);
          return [spec.name, takeOver(values, trainable && parameters)];
        }),
    );
  return encoderOf(config, record(true), record(false));
}

/**
 * Copies an encoder, with its values in new variables.
 * @example
 * ```ts
 * import { cloneEncoder, createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 *
 * let seed = 1; // any uniform numbers in [0, 1) work: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 * const query = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, random);
 *
 * const key = cloneEncoder(query, { trainable: false });
 * const [a, b] = [query, key].map(({ parameters }) => parameters['conv1.weight'].dataSync()[0]);
 * console.log(a === b, key.parameters['conv1.weight'].trainable); // true false
 * ```
 */
export function cloneEncoder(
  { config, parameters, statistics }: Encoder,
  { trainable = true }: EncoderOptions = {},
): Encoder {
  const copy = (variables: Encoder['parameters'], learned: boolean) =>
    Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [
        name,
        takeOver(tf.clone(variable), learned),
      ]),
    );
  return encoderOf(config, copy(parameters, trainable), copy(statistics, false));
}

function encoderOf(
  config: EncoderConfig,
  parameters: Encoder['parameters'],
  statistics: Encoder['statistics'],
): Encoder {
  return {
    ...{ config, parameters, statistics },
    dispose: () => {
      tf.dispose([Object.values(parameters), Object.values(statistics)]);
    },
  };
}

/** Moves a tensor into a new variable and disposes the tensor. tfjs chooses the variable's global name. */
function takeOver(tensor: tf.Tensor, trainable: boolean): tf.Variable {
  const variable = tf.variable(tensor, trainable);
  tensor.dispose();
  return variable;
}

/**
 * Counts the trainable parameters of the backbone, and of backbone and heads together.
 * @example
 * ```ts
 * import { countParameters, createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18 }, () => 0.5);
 * console.log(countParameters(encoder)); // { backbone: 11168832, total: 11826496 }
 * ```
 */
export function countParameters(encoder: Encoder): { backbone: number; total: number } {
  let [backbone, total] = [0, 0];
  for (const [name, { size }] of Object.entries(encoder.parameters)) {
    total += size;
    if (!headNames.some((head) => name.startsWith(`${head}.`))) backbone += size;
  }
  return { backbone, total };
}
