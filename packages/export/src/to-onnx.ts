import type { Encoder } from '@jssl/resnet';

import { inferenceGraph, type FoldedConvolution } from './inference-graph.js';
import { checkModelInput, type ModelInput } from './model-input.js';
import { encodeOnnx, type OnnxNode, type OnnxTensor } from './onnx-protobuf.js';

/** Has GlobalAveragePool, LpNormalization, Conv and MaxPool, and is supported by every runtime. */
const OPSET = 13;

/**
 * Exports an encoder's backbone as an ONNX model: input `images`, float32 [N, C, S, S] in [0, 1]; output
 * `feature`, float32 [N, F], L2-normalized. Normalization and batch norm are in the model.
 * @param metadata texts to store in the file, by key.
 * @returns the bytes of an .onnx file.
 * @throws RangeError when the input does not fit the encoder.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import '@tensorflow/tfjs';
 * import { toOnnx } from '@jssl/export';
 * import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.6);
 * const input = { size: 16, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
 * // images [N, 3, 16, 16] → feature [N, 32]
 * const bytes = toOnnx(encoder, input, { license: 'CC BY 4.0' });
 * writeFileSync('encoder.onnx', bytes);
 * console.log(Buffer.from(bytes).includes('CC BY 4.0')); // true
 * ```
 */
export function toOnnx(
  encoder: Encoder,
  input: ModelInput,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  checkModelInput('toOnnx', encoder, input);
  const graph = inferenceGraph(encoder);
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const add = (
    operator: string,
    output: string,
    inputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
  ) => {
    nodes.push({ operator, inputs, output, attributes });
    return output;
  };
  const constant = (name: string, shape: readonly number[], data: Float32Array) => {
    initializers.push({ name, shape, data });
    return name;
  };
  const perChannel = (name: string, values: readonly number[]) =>
    constant(name, [1, values.length, 1, 1], Float32Array.from(values));
  const convolution = (layer: FoldedConvolution, from: string, relu: boolean) => {
    const { name, kernel, stride, inChannels, outChannels, weights, bias } = layer;
    const padding = (kernel - 1) / 2;
    const inputs = [
      from,
      constant(`${name}.weight`, [outChannels, inChannels, kernel, kernel], weights),
      constant(`${name}.bias`, [outChannels], bias),
    ];
    const convolved = add('Conv', name, inputs, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    });
    return relu ? add('Relu', `${name}.relu`, [convolved]) : convolved;
  };

  const centered = add('Sub', 'centered', ['images', perChannel('mean', input.mean)]);
  const normalized = add('Div', 'normalized', [centered, perChannel('std', input.std)]);
  let maps = convolution(graph.stem, normalized, true);
  if (graph.maxPool) {
    const attributes = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
    maps = add('MaxPool', 'pooled', [maps], attributes);
  }
  for (const { name, path, shortcut } of graph.blocks) {
    const residual = path.reduce(
      (from, layer, index) => convolution(layer, from, index < path.length - 1),
      maps,
    );
    const identity = shortcut ? convolution(shortcut, maps, false) : maps;
    maps = add('Relu', name, [add('Add', `${name}.sum`, [residual, identity])]);
  }
  const average = add('GlobalAveragePool', 'average', [maps]);
  const raw = add('Flatten', 'raw_feature', [average], { axis: 1 });
  add('LpNormalization', 'feature', [raw], { axis: 1, p: 2 });

  return encodeOnnx({
    opset: OPSET,
    name: 'encoder',
    description: `ResNet-${encoder.config.depth} encoder trained by JSSL`,
    nodes,
    initializers,
    inputs: [{ name: 'images', shape: ['N', graph.channels, input.size, input.size] }],
    outputs: [{ name: 'feature', shape: ['N', graph.featureSize] }],
    metadata,
  });
}
