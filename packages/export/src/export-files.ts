import { encodeSafetensors, stateDict, type Encoder } from '@jssl/resnet';

import {
  describeExport,
  type ExportDescription,
  type ExportOptions,
} from './export-description.js';
import { checkModelInput, type ModelInput } from './model-input.js';
import { toGraphModel } from './to-graph-model.js';
import { toOnnx } from './to-onnx.js';
import { usage } from './usage.js';

/**
 * All files of an exported encoder, by name: the model, `encoder.json`, which describes it, and a
 * `README.md` with code that runs it. `safetensors` holds the backbone's tensors with torchvision's names
 * and layouts; the other formats hold the whole computation of the feature.
 * @throws RangeError when the input does not fit the encoder.
 * @example
 * ```ts
 * import '@tensorflow/tfjs';
 * import { exportFiles } from '@jssl/export';
 * import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.6);
 * const input = { size: 32, mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] };
 * const files = exportFiles(encoder, input, { format: 'onnx', data: { license: 'CC BY 4.0' } });
 * console.log(Object.keys(files)); // [ 'encoder.onnx', 'encoder.json', 'README.md' ]
 * ```
 */
export function exportFiles(
  encoder: Encoder,
  input: ModelInput,
  options: ExportOptions,
): Readonly<Record<string, Uint8Array>> {
  checkModelInput('exportFiles', encoder, input);
  const description = describeExport(encoder, input, options);
  const bytes = (text: string) => new TextEncoder().encode(`${text}\n`);
  return {
    ...modelFiles(encoder, input, description),
    'encoder.json': bytes(JSON.stringify(description, null, 2)),
    'README.md': bytes(usage(description)),
  };
}

function modelFiles(
  encoder: Encoder,
  input: ModelInput,
  description: ExportDescription,
): Record<string, Uint8Array> {
  const metadata = { 'jssl.encoder': JSON.stringify(description) };
  switch (description.format) {
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
