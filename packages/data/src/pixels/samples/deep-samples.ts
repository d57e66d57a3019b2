import { kindOfFile } from '../../files/kinds/kind-of-file.js';
import { readTiffTags } from '../tiff/tiff-tags.js';
import { sampleTypes, type SampleType, type ValueRange } from '../../dataset/value-range.js';

/** The values of an image of more than 8 bits. */
export interface DeepSamples {
  readonly type: SampleType;
  /** The range that the file states. */
  readonly stated?: ValueRange;
  /** The value of pixels that were not measured. */
  readonly missing?: number;
  /** True if libvips can't read them at all. */
  readonly isForeign?: true;
}

const BITS_PER_SAMPLE = 258;
const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const SAMPLE_FORMAT = 339;
const LEAST_SAMPLE = 340;
const MOST_SAMPLE = 341;
/** Written by GDAL, for maps and satellite images. */
const MISSING_SAMPLE = 42113;

/** By the number of the format: unsigned, signed, floating point, unspecified. */
const formats = ['uint', 'int', 'float', 'uint'] as const;

const ZSTANDARD = 50000;

/**
 * How the values of a PNG or TIFF of more than 8 bits, or of signed ones, are stored, from its header.
 * @returns undefined for every other image; their values need no scaling.
 */
export function deepSamplesOf(bytes: Uint8Array): DeepSamples | undefined {
  const kind = kindOfFile(bytes);
  // In a PNG's first chunk, the depth follows width and height.
  if (kind === 'png') return bytes[24] === 16 ? { type: 'uint16' } : undefined;
  if (kind !== 'tiff') return undefined;
  const tags = readTiffTags(bytes, [
    COMPRESSION,
    PHOTOMETRIC,
    BITS_PER_SAMPLE,
    SAMPLE_FORMAT,
    LEAST_SAMPLE,
    MOST_SAMPLE,
    MISSING_SAMPLE,
  ]);
  // White is 0, black is 0, RGB; palettes and other color spaces are libvips's.
  if (![0, 1, 2].includes(tags.get(PHOTOMETRIC)?.[0] ?? 1)) return undefined;
  const [bits = 1] = tags.get(BITS_PER_SAMPLE) ?? [];
  const [format = 1] = tags.get(SAMPLE_FORMAT) ?? [];
  const isForeign = tags.get(COMPRESSION)?.[0] === ZSTANDARD;
  if (format === 1 && bits === 8) {
    return isForeign ? { type: 'uint8', stated: [0, 255], isForeign } : undefined;
  }
  // 10, 12 or 14 packed bits: the depth gives the range.
  if (format === 1 && bits > 8 && bits < 16) {
    return { type: 'uint16', stated: [0, 2 ** bits - 1], isForeign: true };
  }
  const type = `${formats[format - 1] ?? 'complex'}${bits}`;
  if (!isDeep(type)) return undefined;
  const [low, high] = [tags.get(LEAST_SAMPLE), tags.get(MOST_SAMPLE)];
  const stated: ValueRange | undefined =
    low && high && [...low, ...high].every(Number.isFinite)
      ? [Math.min(...low), Math.max(...high)]
      : undefined;
  const text = String.fromCharCode(...(tags.get(MISSING_SAMPLE) ?? [])).replace(/\0.*$/s, '');
  return {
    type,
    ...(isForeign && { isForeign }),
    ...(stated && stated[0] < stated[1] && { stated }),
    ...(text.trim() !== '' && Number.isFinite(Number(text)) && { missing: Number(text) }),
  };
}

function isDeep(type: string): type is SampleType {
  return (sampleTypes as readonly string[]).includes(type);
}
