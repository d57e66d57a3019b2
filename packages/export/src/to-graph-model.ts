import type { Encoder } from '@jssl/resnet';

import { inferenceGraph, type FoldedConvolution } from './inference-graph.js';
import { checkModelInput, type ModelInput } from './model-input.js';

/** A TensorFlow.js graph model: two files for `tf.loadGraphModel`. */
export interface GraphModel {
  /** Content of `model.json`. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Content of `weights.bin`: all weights, little-endian. */
  readonly weights: Uint8Array;
}

type Attributes = Readonly<Record<string, unknown>>;

const text = (value: string) => ({ s: btoa(value) });
const integers = (values: readonly number[]) => ({ list: { i: values.map(String) } });
const shapeOf = (sizes: readonly number[]) => ({
  dim: sizes.map((size) => ({ size: String(size) })),
});
const FLOAT = { type: 'DT_FLOAT' };
const INT32 = { type: 'DT_INT32' };

/**
 * Exports an encoder's backbone as a TensorFlow.js graph model: input `images`, float32 [N, S, S, C] in
 * [0, 1]; output `feature`, float32 [N, F], L2-normalized. Normalization and batch norm are in the model.
 * It runs on any backend, without JSSL.
 * @param metadata texts to store in `model.json`, by key.
 * @throws RangeError when the input does not fit the encoder.
 * @example
 * ```ts
 * import '@tensorflow/tfjs';
 * import { toGraphModel } from '@jssl/export';
 * import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.6);
 * const input = { size: 16, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
 * const { model, weights } = toGraphModel(encoder, input); // model.json and weights.bin
 * console.log(Object.keys(model).includes('modelTopology'), weights.length > 0); // true true
 * ```
 */
export function toGraphModel(
  encoder: Encoder,
  input: ModelInput,
  metadata: Readonly<Record<string, string>> = {},
): GraphModel {
  checkModelInput('toGraphModel', encoder, input);
  const graph = inferenceGraph(encoder);
  const nodes: object[] = [];
  const parts: Uint8Array[] = [];
  const manifest: object[] = [];
  const add = (op: string, name: string, inputs: readonly string[], attr: Attributes = {}) => {
    nodes.push({ name, op, input: inputs, attr: { T: FLOAT, ...attr } });
    return name;
  };
  const constant = (name: string, shape: readonly number[], data: Float32Array | Int32Array) => {
    const dtype = data instanceof Float32Array ? FLOAT : INT32;
    const tensor = { dtype: dtype.type, tensorShape: shapeOf(shape) };
    nodes.push({ name, op: 'Const', input: [], attr: { dtype, value: { tensor } } });
    manifest.push({ name, shape, dtype: dtype === FLOAT ? 'float32' : 'int32' });
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return name;
  };
  const axes = (name: string, values: readonly number[]) =>
    constant(name, [values.length], Int32Array.from(values));
  const pad = (name: string, from: string, side: number) => {
    const sizes = constant(
      `${name}/sizes`,
      [4, 2],
      Int32Array.of(0, 0, side, side, side, side, 0, 0),
    );
    return add('Pad', name, [from, sizes], { Tpaddings: INT32 });
  };
  const convolution = (layer: FoldedConvolution, from: string, relu: boolean) => {
    const { name, kernel, stride, inChannels, outChannels, weights, bias } = layer;
    // SAME pads like PyTorch only for a stride of 1.
    const side = stride === 1 ? 0 : (kernel - 1) / 2;
    const padded = side > 0 ? pad(`${name}/padded`, from, side) : from;
    const filter = constant(
      `${name}/weight`,
      [kernel, kernel, inChannels, outChannels],
      kernelsLast(weights, outChannels, inChannels, kernel),
    );
    const inputs = [padded, filter, constant(`${name}/bias`, [outChannels], bias)];
    return add('_FusedConv2D', name, inputs, {
      strides: integers([1, stride, stride, 1]),
      dilations: integers([1, 1, 1, 1]),
      padding: text(stride === 1 ? 'SAME' : 'VALID'),
      data_format: text('NHWC'),
      fused_ops: { list: { s: ['BiasAdd', ...(relu ? ['Relu'] : [])].map((op) => text(op).s) } },
      num_args: { i: '1' },
      epsilon: { f: 0 },
    });
  };

  const inputShape = { shape: shapeOf([-1, input.size, input.size, graph.channels]) };
  nodes.push({
    name: 'images',
    op: 'Placeholder',
    input: [],
    attr: { dtype: FLOAT, shape: inputShape },
  });
  const perChannel = (name: string, values: readonly number[]) =>
    constant(name, [values.length], Float32Array.from(values));
  const centered = add('Sub', 'centered', ['images', perChannel('mean', input.mean)]);
  let maps = add('RealDiv', 'normalized', [centered, perChannel('std', input.std)]);
  maps = convolution(graph.stem, maps, true);
  if (graph.maxPool) {
    // After a ReLU, zero padding does not change the maximum.
    maps = add('MaxPool', 'pooled', [pad('pooled/padded', maps, 1)], {
      ksize: integers([1, 3, 3, 1]),
      strides: integers([1, 2, 2, 1]),
      padding: text('VALID'),
      data_format: text('NHWC'),
    });
  }
  for (const { name, path, shortcut } of graph.blocks) {
    const residual = path.reduce(
      (from, layer, index) => convolution(layer, from, index < path.length - 1),
      maps,
    );
    const identity = shortcut ? convolution(shortcut, maps, false) : maps;
    maps = add('Relu', name, [add('AddV2', `${name}/sum`, [residual, identity])]);
  }
  const reduce = { Tidx: INT32, keep_dims: { b: false } };
  const raw = add('Mean', 'raw_feature', [maps, axes('height_and_width', [1, 2])], reduce);
  const squares = add(
    'Sum',
    'sum_of_squares',
    [add('Square', 'squares', [raw]), axes('features', [1])],
    { Tidx: INT32, keep_dims: { b: true } },
  );
  // As in training, a zero feature stays zero.
  const least = constant('least', [], Float32Array.of(1e-24));
  const norm = add('Sqrt', 'norm', [add('Maximum', 'at_least', [squares, least])]);
  add('RealDiv', 'feature', [raw, norm]);

  const tensorInfo = (name: string, shape: readonly number[]) => ({
    [name]: { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: shapeOf(shape) },
  });
  return {
    model: {
      format: 'graph-model',
      generatedBy: '@jssl/export',
      convertedBy: null,
      userDefinedMetadata: metadata,
      signature: {
        inputs: tensorInfo('images', [-1, input.size, input.size, graph.channels]),
        outputs: tensorInfo('feature', [-1, graph.featureSize]),
      },
      modelTopology: { node: nodes, library: {}, versions: { producer: 1395 } },
      weightsManifest: [{ paths: ['weights.bin'], weights: manifest }],
    },
    weights: concatenated(parts),
  };
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** [out, in, k, k] as [k, k, in, out]. */
function kernelsLast(
  weights: Float32Array,
  outChannels: number,
  inChannels: number,
  kernel: number,
): Float32Array {
  const area = kernel * kernel;
  const result = new Float32Array(weights.length);
  for (let out = 0; out < outChannels; out++) {
    for (let channel = 0; channel < inChannels; channel++) {
      for (let at = 0; at < area; at++) {
        result[(at * inChannels + channel) * outChannels + out] =
          weights[(out * inChannels + channel) * area + at] ?? NaN;
      }
    }
  }
  return result;
}
