import type { ViewOptions } from '@jssl/augment';
import { encodeSafetensors, type EncoderConfig, type StateDict } from '@jssl/resnet';

import { checksumBy } from './checksum-by.js';
import { crc32 } from './crc-32.js';
import { describeEncoder } from './describe-encoder.js';

/** What a weights file says of its encoder. */
export interface EncoderDescription {
  readonly config: EncoderConfig;
  /** The views of the encoder's training; evaluation uses their size, mean and deviation. */
  readonly views: ViewOptions;
}

/**
 * A weights file as training writes it into a run folder and `loadEncoder` reads it: safetensors with a description
 * and a checksum. Needs no Node.
 * @param tensors of the encoder, with its heads: `stateDict(encoder)`.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { encodeEncoderFile } from '@jssl/features/browser';
 * import { createEncoder, decodeSafetensors, defaultEncoderConfig, stateDict } from '@jssl/resnet';
 *
 * const config = { ...defaultEncoderConfig, depth: 18, width: 4 } as const;
 * const encoder = createEncoder(config, () => 0.5);
 * const file = encodeEncoderFile(stateDict(encoder), { config, views: defaultViewOptions });
 * console.log(decodeSafetensors(file).metadata.format); // jssl-encoder-1
 * ```
 */
export function encodeEncoderFile(
  tensors: StateDict,
  { config, views }: EncoderDescription,
): Uint8Array {
  const checksum = checksumBy(crc32, tensors);
  return encodeSafetensors(tensors, { ...describeEncoder(config, views), checksum });
}
