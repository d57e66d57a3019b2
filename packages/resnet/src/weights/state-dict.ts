import * as tf from '@tensorflow/tfjs-core';

import { checkEncoderConfig, type EncoderConfig } from '../architecture/encoder-config.js';
import type { Encoder } from '../encoder/encoder.js';
import { headNames, tensorSpecs, type TensorSpec } from '../architecture/tensor-specs.js';

/** A tensor outside of TensorFlow.js: its shape and its values in row-major order. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by name. */
export type StateDict = Readonly<Record<string, StoredTensor>>;

/** Which tensors of an encoder to include. */
export interface StateDictOptions {
  /** Whether to include the heads, or only the backbone. Default true. */
  readonly heads?: boolean;
}

function chosenSpecs(config: EncoderConfig, { heads = true }: StateDictOptions): TensorSpec[] {
  const isHead = ({ name }: TensorSpec) => headNames.some((head) => name.startsWith(`${head}.`));
  return tensorSpecs(config).filter((spec) => heads || !isHead(spec));
}

/** Axis permutations to PyTorch's layout and back. */
function layoutAxes({ kind }: TensorSpec): { toTorch: number[]; fromTorch: number[] } | undefined {
  if (kind === 'convolution') return { toTorch: [3, 2, 0, 1], fromTorch: [2, 3, 1, 0] };
  if (kind === 'linear') return { toTorch: [1, 0], fromTorch: [1, 0] };
  return undefined;
}

function torchShape(spec: TensorSpec): number[] {
  const axes = layoutAxes(spec)?.toTorch ?? [...spec.shape.keys()];
  return axes.map((axis) => spec.shape[axis] ?? 0);
}

/**
 * Copies an encoder's tensors, with torchvision's names and in PyTorch's layouts: convolutions
 * [out, in, kernel, kernel], linear layers [out, in]. Includes the running statistics.
 * @example
 * ```ts
 * import { createEncoder, defaultEncoderConfig, stateDict } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.5);
 * console.log(encoder.parameters['conv1.weight'].shape); // [ 3, 3, 3, 4 ]
 * console.log(stateDict(encoder)['conv1.weight'].shape); // [ 4, 3, 3, 3 ]
 * ```
 */
export function stateDict(encoder: Encoder, options: StateDictOptions = {}): StateDict {
  const entries = chosenSpecs(encoder.config, options).map((spec): [string, StoredTensor] => {
    // Not in a tidy, which would search all the returned values for tensors.
    const tensor = inTorchLayout(encoder, spec);
    const data = tensor.dataSync<'float32'>().slice();
    tensor.dispose();
    return [spec.name, { shape: torchShape(spec), data }];
  });
  return Object.fromEntries(entries);
}

/**
 * Like {@link stateDict}, on any backend: WebGPU can only be read asynchronously. The encoder must not change until
 * the promise resolves.
 * @example
 * ```ts
 * import { createEncoder, defaultEncoderConfig, stateDictAsync } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.5);
 * const tensors = await stateDictAsync(encoder);
 * console.log(tensors['conv1.weight'].shape); // [ 4, 3, 3, 3 ]
 * ```
 */
export async function stateDictAsync(
  encoder: Encoder,
  options: StateDictOptions = {},
): Promise<StateDict> {
  const specs = chosenSpecs(encoder.config, options);
  const read = specs.map(async (spec): Promise<[string, StoredTensor]> => {
    const tensor = inTorchLayout(encoder, spec);
    const data = (await tensor.data<'float32'>()).slice();
    tensor.dispose();
    return [spec.name, { shape: torchShape(spec), data }];
  });
  return Object.fromEntries(await Promise.all(read));
}

/** A copy of a tensor in PyTorch's layout. */
function inTorchLayout({ parameters, statistics }: Encoder, spec: TensorSpec): tf.Tensor {
  const variable = parameters[spec.name] ?? statistics[spec.name];
  if (!variable) throw new Error(`stateDict: the encoder has no tensor named ${spec.name}`);
  const axes = layoutAxes(spec);
  return axes ? tf.transpose(variable, axes.toTorch) : tf.clone(variable);
}

/** How a stored tensor differs from what the encoder needs, if it does. */
function mismatch(spec: TensorSpec, { shape, data }: StoredTensor): string[] {
  const required = torchShape(spec);
  const size = tf.util.sizeFromShape(required);
  if (shape.join() !== required.join()) {
    return [`${spec.name} must be [${required.join(', ')}], got [${shape.join(', ')}]`];
  }
  return data.length === size ? [] : [`${spec.name} must have ${size} values, got ${data.length}`];
}

/**
 * Checks that {@link loadStateDict} will accept tensors, before you create the encoder: an untrusted
 * configuration could ask for more memory than there is.
 * @throws RangeError for an invalid configuration.
 * @throws Error listing the tensors that are missing, unexpected, or of the wrong shape or size.
 * @example
 * ```ts
 * import { checkStateDict, defaultEncoderConfig } from '@jssl/resnet';
 *
 * try {
 *   checkStateDict(defaultEncoderConfig, {});
 * } catch (error) {
 *   console.log((error as Error).message.split(';')[0]); // loadStateDict: conv1.weight is missing
 * }
 * ```
 */
export function checkStateDict(
  config: EncoderConfig,
  dict: StateDict,
  options: StateDictOptions = {},
): void {
  checkEncoderConfig('loadStateDict', config);
  const specs = chosenSpecs(config, options);
  const expected = new Set(specs.map(({ name }) => name));
  const problems = [
    ...specs.filter(({ name }) => !(name in dict)).map(({ name }) => `${name} is missing`),
    ...Object.keys(dict)
      .filter((name) => !expected.has(name))
      .map((name) => `${name} is unexpected`),
    ...specs.flatMap((spec) => {
      const stored = dict[spec.name];
      return stored ? mismatch(spec, stored) : [];
    }),
  ];
  if (problems.length > 0) {
    const more = problems.length > 5 ? `; and ${problems.length - 5} more` : '';
    throw new Error(`loadStateDict: ${problems.slice(0, 5).join('; ')}${more}`);
  }
}

/**
 * Writes tensors with PyTorch's names and layouts into an encoder. All or nothing: names, shapes and
 * sizes are checked before the first tensor is written. With `heads: false` the encoder keeps its heads.
 * @throws like {@link checkStateDict}.
 * @example
 * ```ts
 * import { createEncoder, defaultEncoderConfig, loadStateDict, stateDict } from '@jssl/resnet';
 *
 * const config = { ...defaultEncoderConfig, depth: 18, width: 4 } as const;
 * const [from, to] = [createEncoder(config, () => 0.9), createEncoder(config, () => 0.5)];
 * loadStateDict(to, stateDict(from));
 * const [a, b] = [from, to].map(({ parameters }) => parameters['head_p.3.bias'].dataSync()[0]);
 * console.log(a === b); // true
 * ```
 */
export function loadStateDict(
  { config, parameters, statistics }: Encoder,
  dict: StateDict,
  options: StateDictOptions = {},
): void {
  checkStateDict(config, dict, options);
  for (const spec of chosenSpecs(config, options)) {
    const variable = parameters[spec.name] ?? statistics[spec.name];
    const stored = dict[spec.name];
    if (!variable || !stored) continue;
    tf.tidy(() => {
      // Copied, because a tensor keeps a reference to its array.
      const tensor = tf.tensor(stored.data.slice(), [...stored.shape], 'float32');
      const axes = layoutAxes(spec);
      variable.assign(axes ? tf.transpose(tensor, axes.fromTorch) : tensor);
    });
  }
}
