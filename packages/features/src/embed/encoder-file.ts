import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { ViewOptions } from '@jssl/augment';
import {
  checkStateDict,
  createEncoder,
  decodeSafetensors,
  defaultEncoderConfig,
  loadStateDict,
  type Encoder,
  type EncoderConfig,
  type SafetensorsContent,
} from '@jssl/resnet';
import { InputError, printable } from '@jssl/settings';
import { readRegularFile } from '@jssl/settings/node';

import { randomStream } from '../batches/random-streams.js';
import {
  parseForeign,
  parseOnnx,
  refuseTorchFile,
  type ImportedWeights,
  type ParsedEncoder,
} from './imported-encoder.js';
import { SMALL_ENCODER, smallEncoderFile } from './small-encoder-file.js';
import { parseStoredViews } from './stored-views.js';
import { tensorsChecksum } from './tensors-checksum.js';

/** An encoder read from a file, and how images are prepared for it. */
export interface LoadedEncoder {
  readonly encoder: Encoder;
  /** The views of the encoder's training; evaluation uses their size, mean and deviation. */
  readonly views: ViewOptions;
  /** The file that was read. */
  readonly file: string;
  /** Whether the file has heads; otherwise they are random, and only the backbone is meaningful. */
  readonly hasHeads: boolean;
  /** What was found in a file of another program; undefined for JSSL's own. */
  readonly imported: ImportedWeights | undefined;
}

/** An encoder's file without its tensors. */
export type InspectedEncoder = Omit<LoadedEncoder, 'encoder'> & Pick<Encoder, 'config'>;

/**
 * Reads what a weights file, a run folder or the encoder `small` holds, without making an encoder: needs no TensorFlow.
 * @throws InputError like {@link loadEncoder}, except for tensors that do not fit the encoder.
 * @example
 * ```ts
 * import { inspectEncoder } from '@jssl/features';
 *
 * const { config, views } = inspectEncoder('runs/photos');
 * console.log(config.depth, config.width, views.size); // 18 4 8
 * ```
 */
export function inspectEncoder(path: string, which: 'best' | 'last' = 'last'): InspectedEncoder {
  const file = weightsFile(path, which);
  const { tensors: _, ...inspected } = readEncoder(file, isFolder(path));
  return { ...inspected, file };
}

/**
 * Reads the encoder of a run folder (its best or last weights) or of a weights file: JSSL's, or a PyTorch
 * ResNet as safetensors (torchvision's, timm's, or from the code of arXiv 2202.12921) or as ONNX. The normalization
 * of such images is that of its authors, and their size that of an ONNX model's input, else 224 pixels, or 32 with
 * the 3x3 stem.
 * @throws InputError if the file does not exist, holds no encoder or is damaged. The message says what to do.
 * @example
 * ```ts
 * import { loadEncoder } from '@jssl/features';
 *
 * // runs/photos is the folder of a training run.
 * const { encoder, views, hasHeads } = loadEncoder('runs/photos', 'best');
 * console.log(encoder.config.depth, encoder.config.width, views.size, hasHeads); // 18 4 8 true
 * ```
 */
export function loadEncoder(path: string, which: 'best' | 'last' = 'last'): LoadedEncoder {
  const file = weightsFile(path, which);
  const { config, views, tensors, hasHeads, imported } = readEncoder(file, isFolder(path));
  try {
    checkStateDict(config, tensors, { heads: hasHeads });
    // Random numbers are only needed for missing heads; for a large network they take a second.
    const random = hasHeads ? () => 0.5 : randomStream(0, 'weights');
    const encoder = createEncoder(config, random, { trainable: false });
    try {
      loadStateDict(encoder, tensors, { heads: hasHeads });
    } catch (error) {
      encoder.dispose();
      throw error;
    }
    return { encoder, views, file, hasHeads, imported };
  } catch (error) {
    const what = printable((error as Error).message).replace(/^loadStateDict: /, '');
    throw new InputError(
      imported
        ? `${file} looks like a ResNet-${config.depth} but is another network: ${what}; pass a plain ResNet-18, 34, 50, 101 or 152`
        : `${file} does not hold the encoder that it describes: ${printable((error as Error).message)}; use another copy of it`,
      { cause: error },
    );
  }
}

function readEncoder(file: string, isOfRun: boolean): ParsedEncoder {
  const bytes = readRegularFile(file);
  refuseTorchFile(file, bytes);
  if (isSafetensors(bytes)) {
    const content = decodeFile(file, bytes);
    requireIntact(file, content, isOfRun);
    return parseEncoder(file, content);
  }
  return parseOnnx(file, bytes);
}

function weightsFile(path: string, which: 'best' | 'last'): string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status && path === SMALL_ENCODER) return smallEncoderFile();
  if (!status) {
    throw new InputError(
      `there is no run folder or weights file at ${path}; pass the folder of a training run, a weights file, or ${SMALL_ENCODER} for the encoder that comes with JSSL`,
    );
  }
  if (!status.isDirectory()) return path;
  const file = join(path, `${which}.safetensors`);
  if (existsSync(file)) return file;
  throw new InputError(
    which === 'best' && existsSync(join(path, 'last.safetensors'))
      ? `${path} has no best.safetensors, which is only written with a kNN evaluation; use the last weights`
      : `${path} has no ${which}.safetensors; pass the folder of a training run that has finished its first epoch`,
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whether to read it as safetensors, which also says best what is wrong with a file that is nothing. */
function isSafetensors(bytes: Uint8Array): boolean {
  // The header is JSON, whose length comes first; an ONNX model begins with its version, field 1.
  return bytes[8] === 0x7b || bytes[0] !== 0x08;
}

function decodeFile(file: string, bytes: Uint8Array) {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    throw new InputError(
      `${file} cannot be read as safetensors: ${printable((error as Error).message)}; use another copy of it`,
      { cause: error },
    );
  }
}

/** @throws InputError if the tensors do not have the checksum that is in the metadata of new files. */
function requireIntact(
  file: string,
  { metadata, tensors }: SafetensorsContent,
  isOfRun: boolean,
): void {
  const { checksum } = metadata;
  if (checksum === undefined || checksum === tensorsChecksum(tensors)) return;
  throw new InputError(
    `${file} is damaged: its weights do not have the checksum in its metadata; ${
      isOfRun ? 'resume the run, which writes it again, or use' : 'use'
    } another copy of it`,
  );
}

function parseEncoder(file: string, content: SafetensorsContent): ParsedEncoder {
  const { format, encoder = '', views = '' } = content.metadata;
  if (format !== 'jssl-encoder-1') return parseForeign(file, content);
  try {
    return {
      config: { ...defaultEncoderConfig, ...(JSON.parse(encoder) as Partial<EncoderConfig>) },
      views: parseStoredViews(views),
      tensors: content.tensors,
      hasHeads: true,
      imported: undefined,
    };
  } catch (cause) {
    const what = cause instanceof RangeError ? ` (${cause.message})` : '';
    throw new InputError(
      `${file} describes its encoder in damaged JSON${what}; use another copy of it`,
      { cause },
    );
  }
}
