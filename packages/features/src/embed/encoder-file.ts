import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { defaultViewOptions, type ViewOptions } from '@jssl/augment';
import {
  checkStateDict,
  createEncoder,
  decodeSafetensors,
  defaultEncoderConfig,
  importTensors,
  loadStateDict,
  type Encoder,
  type EncoderConfig,
  type ImportedTensors,
  type SafetensorsContent,
} from '@jssl/resnet';
import { InputError, printable } from '@jssl/settings';
import { readRegularFile } from '@jssl/settings/node';

import { randomStream } from '../batches/random-streams.js';
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
}

/**
 * The safetensors metadata of a weights file.
 * @example
 * ```ts
 * import { defaultEncoderConfig } from '@jssl/resnet';
 * import { describeEncoder, loadEncoder } from '@jssl/features';
 *
 * const { views } = loadEncoder('runs/photos');
 * console.log(Object.keys(describeEncoder(defaultEncoderConfig, views))); // [ 'format', 'encoder', 'views' ]
 * ```
 */
export function describeEncoder(
  config: EncoderConfig,
  views: ViewOptions,
): Readonly<Record<string, string>> {
  return {
    format: 'jssl-encoder-1',
    encoder: JSON.stringify(config),
    views: JSON.stringify(views),
  };
}

/**
 * Reads the encoder of a run folder (its best or last weights) or of a weights file: JSSL's, or a PyTorch
 * ResNet as safetensors (torchvision's, or from the code of arXiv 2202.12921).
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
  const content = decodeFile(file);
  const { config, views, tensors, hasHeads } = parseEncoder(file, content);
  requireIntact(file, content, file !== path);
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
    return { encoder, views, file, hasHeads };
  } catch (error) {
    throw new InputError(
      `${file} does not hold the encoder that it describes: ${printable((error as Error).message)}; use another copy of it`,
      { cause: error },
    );
  }
}

function weightsFile(path: string, which: 'best' | 'last'): string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) {
    throw new InputError(
      `there is no run folder or weights file at ${path}; pass the folder of a training run or a weights file`,
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

function decodeFile(file: string) {
  try {
    return decodeSafetensors(readRegularFile(file));
  } catch (error) {
    if (error instanceof InputError) throw error;
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

type ParsedEncoder = Pick<ImportedTensors, 'config' | 'tensors' | 'hasHeads'> &
  Pick<LoadedEncoder, 'views'>;

function parseEncoder(file: string, content: SafetensorsContent): ParsedEncoder {
  const { format, encoder = '', views = '' } = content.metadata;
  if (format !== 'jssl-encoder-1') return parseForeign(file, content);
  try {
    return {
      config: { ...defaultEncoderConfig, ...(JSON.parse(encoder) as Partial<EncoderConfig>) },
      views: parseStoredViews(views),
      tensors: content.tensors,
      hasHeads: true,
    };
  } catch (cause) {
    const what = cause instanceof RangeError ? ` (${cause.message})` : '';
    throw new InputError(
      `${file} describes its encoder in damaged JSON${what}; use another copy of it`,
      { cause },
    );
  }
}

/** How images were prepared when these PyTorch ResNets were trained. */
const foreignViews = {
  original: { ...defaultViewOptions, size: 64 },
  torchvision: {
    ...defaultViewOptions,
    size: 224,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
} as const;

function parseForeign(file: string, { tensors: all }: SafetensorsContent): ParsedEncoder {
  let imported: ImportedTensors;
  try {
    imported = importTensors(all);
  } catch (cause) {
    throw new InputError(
      `${file} is neither a JSSL encoder (its metadata has no format jssl-encoder-1) nor a PyTorch ResNet; pass the folder of a training run`,
      { cause },
    );
  }
  const { inChannels } = imported.config;
  if (inChannels !== 3) {
    throw new InputError(
      `${file} is a PyTorch ResNet for images with ${inChannels} channels, whose normalization is unknown; pass one for color images`,
    );
  }
  return { ...imported, views: foreignViews[imported.origin] };
}
