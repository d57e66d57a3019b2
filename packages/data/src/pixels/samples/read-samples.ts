import sharp, { type Sharp } from 'sharp';

import { kindOfFile } from '../../files/kinds/kind-of-file.js';
import type { DeepSamples } from './deep-samples.js';
import { readTiffSamples, type Samples } from '../tiff/tiff-samples.js';
import type { UsedValues } from './used-values.js';
import type { ValueRange } from '../../dataset/value-range.js';

/** Larger images of more than 8 bits are refused: 2^27 values, of 4 or 8 bytes each. */
const MOST_SAMPLES = 2 ** 27;

/** Of larger PNGs only the range is determined, row by row. */
const MOST_COUNTED = 2 ** 26;

const openPng = (bytes: Uint8Array) =>
  sharp(bytes, { failOn: 'error', autoOrient: true, limitInputPixels: MOST_SAMPLES });

/** The values of a PNG of 16 bits, or of a TIFF, as they are stored. */
export async function readSamples(bytes: Uint8Array): Promise<Samples> {
  if (kindOfFile(bytes) === 'tiff') return readTiffSamples(bytes, MOST_SAMPLES);
  const { hasAlpha, channels: stored } = await openPng(bytes).metadata();
  const colors = stored < 3 ? 1 : 3;
  const { data, info } = await openPng(bytes)
    .toColourspace(colors === 1 ? 'grey16' : 'rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  return { height, width, channels, colors, hasAlpha, isInverted: false, values };
}

/** Adds the range that an image states, else the values it uses. */
export async function addValuesOf(
  bytes: Uint8Array,
  { stated, missing }: DeepSamples,
  used: UsedValues,
): Promise<void> {
  if (stated) {
    used.addRange(stated);
    return;
  }
  const image = openPng(bytes);
  if (kindOfFile(bytes) !== 'png' || (await countOf(image)) <= MOST_COUNTED) {
    used.addSamples(await readSamples(bytes), missing);
    return;
  }
  const [{ hasAlpha }, { channels }] = await Promise.all([image.metadata(), image.stats()]);
  const colors = hasAlpha ? channels.slice(0, -1) : channels;
  const range = rangeOfChannels(colors);
  if (range) used.addRange(range);
}

/** How many values an image has, by its header. */
async function countOf(image: Sharp): Promise<number> {
  const { height, width, channels } = await image.metadata();
  return height * width * channels;
}

/**
 * The smallest range that covers all channels; undefined without numbers: libvips reports none for some damaged
 * images, depending on what else it is decoding.
 */
export function rangeOfChannels(
  channels: readonly { readonly min: number; readonly max: number }[],
): ValueRange | undefined {
  const low = Math.min(...channels.map(({ min }) => min));
  const high = Math.max(...channels.map(({ max }) => max));
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : undefined;
}
