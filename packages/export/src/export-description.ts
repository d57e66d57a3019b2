import type { Encoder } from '@jssl/resnet';

import { inferenceGraph } from './inference-graph.js';
import type { ModelInput } from './model-input.js';

/**
 * The formats of an exported encoder.
 * @example
 * ```ts
 * import { exportFormats } from '@jssl/export';
 *
 * console.log(exportFormats.join(' ')); // safetensors onnx tfjs
 * ```
 */
export const exportFormats = ['safetensors', 'onnx', 'tfjs'] as const;

/** One of {@link exportFormats}. */
export type ExportFormat = (typeof exportFormats)[number];

/** The images that an encoder was trained on. */
export interface DataNotice {
  readonly name?: string;
  readonly license?: string;
  readonly credit?: string;
}

/** The content of `encoder.json`, which describes an exported model. */
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
    /** Lowest and highest value of a pixel, before normalization. */
    readonly range: readonly [0, 1];
    readonly normalization: {
      readonly mean: readonly number[];
      readonly std: readonly number[];
      /** Whether the model normalizes the images; if not, the caller must. */
      readonly inModel: boolean;
    };
  };
  readonly output: { readonly name: string; readonly size: number; readonly l2Normalized: boolean };
  readonly data: DataNotice;
}

/** Files and image layout of each format, and whether the model normalizes images and features. */
const formats = {
  safetensors: { files: ['encoder.safetensors'], layout: 'NCHW', complete: false },
  onnx: { files: ['encoder.onnx'], layout: 'NCHW', complete: true },
  tfjs: { files: ['model.json', 'weights.bin'], layout: 'NHWC', complete: true },
} as const;

/** What to export, and what to say of the images. */
export interface ExportOptions {
  readonly format: ExportFormat;
  /** The images that the encoder was trained on; named in the files. */
  readonly data?: DataNotice;
}

/** Describes an exported encoder. */
export function describeExport(
  encoder: Encoder,
  { size, mean, std }: ModelInput,
  { format, data = {} }: ExportOptions,
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
