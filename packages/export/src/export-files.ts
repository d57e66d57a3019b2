import { encodeSafetensors, stateDict, type Encoder } from '@jssl/resnet';

import { inferenceGraph } from './inference-graph.js';
import { checkModelInput, type ModelInput } from './model-input.js';
import { usage } from './usage.js';
import { toGraphModel } from './to-graph-model.js';
import { toOnnx } from './to-onnx.js';

/**
 * The formats in which an encoder leaves JSSL.
 * @example
 * ```ts
 * import { exportFormats } from '@jssl/export';
 *
 * console.log(exportFormats.join(' ')); // safetensors onnx tfjs
 * ```
 */
export const exportFormats = ['safetensors', 'onnx', 'tfjs'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What is known of the images that an encoder was trained on. */
export interface DataNotice {
  readonly name?: string;
  readonly license?: string;
  readonly credit?: string;
}

/** What the small JSON file beside an exported model says. */
export interface ExportDescription {
  readonly format: ExportFormat;
  readonly files: readonly string[];
  readonly architecture: {
    readonly name: string;
    readonly width: number;
    readonly stem: string;
  };
  readonly input: {
    readonly name: string;
    readonly layout: 'NHWC' | 'NCHW';
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    /** Least and most value of a pixel, before normalization. */
    readonly range: readonly [0, 1];
    readonly normalization: {
      readonly mean: readonly number[];
      readonly std: readonly number[];
      /** Whether the model does it; else whoever calls it. */
      readonly inModel: boolean;
    };
  };
  readonly output: { readonly name: string; readonly size: number; readonly l2Normalized: boolean };
  readonly data: DataNotice;
}

/** What a format is called in its file, how it takes images, and what it does by itself. */
const formats = {
  safetensors: { files: ['encoder.safetensors'], layout: 'NCHW', complete: false },
  onnx: { files: ['encoder.onnx'], layout: 'NCHW', complete: true },
  tfjs: { files: ['model.json', 'weights.bin'], layout: 'NHWC', complete: true },
} as const;

/**
 * Everything that an exported encoder needs, by file name: the model, `encoder.json` that describes it,
 * and a `README.md` of how to use it there. `safetensors` holds the backbone's tensors under
 * torchvision's names and layouts; the others hold the whole computation of the feature.
 * @throws RangeError when the input does not fit the encoder.
 * @example
 * ```ts
 * import '@tensorflow/tfjs';
 * import { exportFiles } from '@jssl/export';
 * import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.6);
 * const input = { size: 32, mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] };
 * console.log(Object.keys(exportFiles(encoder, 'onnx', input, { license: 'CC BY 4.0' }))); // [ 'encoder.onnx', 'encoder.json', 'README.md' ]
 * ```
 */
export function exportFiles(
  encoder: Encoder,
  format: ExportFormat,
  input: ModelInput,
  data: DataNotice = {},
): Readonly<Record<string, Uint8Array>> {
  checkModelInput('exportFiles', encoder, input);
  const description = describeExport(encoder, format, input, data);
  const bytes = (text: string) => new TextEncoder().encode(`${text}\n`);
  return {
    ...modelFiles(encoder, format, input, description),
    'encoder.json': bytes(JSON.stringify(description, null, 2)),
    'README.md': bytes(usage(description)),
  };
}

function describeExport(
  encoder: Encoder,
  format: ExportFormat,
  { size, mean, std }: ModelInput,
  data: DataNotice,
): ExportDescription {
  const { depth, width, stem, inChannels } = encoder.config;
  const { files, layout, complete } = formats[format];
  return {
    format,
    files,
    architecture: { name: `resnet${depth}`, width, stem },
    input: {
      name: 'images',
      layout,
      height: size,
      width: size,
      channels: inChannels,
      range: [0, 1],
      normalization: { mean, std, inModel: complete },
    },
    output: {
      name: 'feature',
      size: inferenceGraph(encoder).featureSize,
      l2Normalized: complete,
    },
    data,
  };
}

function modelFiles(
  encoder: Encoder,
  format: ExportFormat,
  input: ModelInput,
  description: ExportDescription,
): Record<string, Uint8Array> {
  const metadata = { 'jssl.encoder': JSON.stringify(description) };
  switch (format) {
    case 'safetensors': {
      const backbone = stateDict(encoder, { heads: false });
      return { 'encoder.safetensors': encodeSafetensors(backbone, metadata) };
    }
    case 'onnx':
      return { 'encoder.onnx': toOnnx(encoder, input, metadata) };
    case 'tfjs': {
      const { model, weights } = toGraphModel(encoder, input, metadata);
      return {
        'model.json': new TextEncoder().encode(JSON.stringify(model)),
        'weights.bin': weights,
      };
    }
  }
}
