import { numbers } from '@jssl/settings';

/** The values that become black and white; those between are scaled evenly, others are clipped. */
export type ValueRange = readonly [low: number, high: number];

/**
 * The setting of `openDataset` that says which values become black and white in images of more than 8 bits.
 * @example
 * ```ts
 * import { valueRangeSetting } from '@jssl/data';
 *
 * console.log(valueRangeSetting.help); // values that become black and white in images of more than 8 bits
 * ```
 */
export const valueRangeSetting = numbers<ValueRange | undefined>({
  initial: undefined,
  count: 2,
  fits: ([low = 0, high = 0]) => low < high,
  required: 'two numbers, the lower one first',
  placeholder: 'low,high',
  help: 'values that become black and white in images of more than 8 bits',
  defaultText: 'what the files state, else what the training images use',
});

/** How the values of an image that is scaled are stored; 8 bits need no scaling, but may need a reader. */
export const sampleTypes = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float16',
  'float32',
  'float64',
] as const;

/** One of {@link sampleTypes}. */
export type SampleType = (typeof sampleTypes)[number];

/** The range by which the images of each type are scaled. */
export type ValueRanges = Readonly<Partial<Record<SampleType, ValueRange>>>;

/** The full 16-bit range, by which libvips scales. */
export const FULL_UINT16: ValueRange = [0, 65535];

/** The smallest range that covers both. */
export function joinRanges(first: ValueRange | undefined, second: ValueRange): ValueRange {
  return first ? [Math.min(first[0], second[0]), Math.max(first[1], second[1])] : second;
}

/**
 * The range to scale images by, given the range that they state or use. 16-bit values that reach the upper half
 * are scaled by the full 16-bit range. Others are not: 12-bit values stored in 16 bits, for example, would be
 * almost black.
 */
export function scaleOf(type: SampleType, used: ValueRange): ValueRange {
  return type === 'uint16' && used[1] > FULL_UINT16[1] / 2 ? FULL_UINT16 : used;
}
