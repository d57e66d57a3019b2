import type { ValueRange } from '../../dataset/value-range.js';

/**
 * Values that programs for maps, satellite images and simulations write for missing pixels: of GDAL and ArcGIS,
 * the lowest of 16 and 32 bits, the fill values of climate models and netCDF, and the limits of floating point.
 */
const usual = [
  ...[-999, -9999, -99_999, -999_999, -32_767, -32_768, -2_147_483_648],
  ...[1e20, 9.969209968386869e36, 3.4028234663852886e38, Number.MAX_VALUE],
];
const noData = new Set(
  [...usual, ...usual.map((value) => -value)].flatMap((value) => [value, Math.fround(value)]),
);

/** Whether a value usually marks missing pixels, such as −9999. */
export const isUsualNoData = (value: number): boolean =>
  noData.has(value) && (value < 0 || value >= 1e20);

/**
 * Whether a value marks a missing pixel among values of a range: it usually does, and is further outside the
 * range than the range is wide.
 */
export function isNoData(value: number, [low, high]: ValueRange): boolean {
  if (value >= low && value <= high) return false;
  const width = high - low;
  return isUsualNoData(value) && (value < low - width || value > high + width);
}
