import type { ViewOptions } from '@jssl/augment';

/** The largest side of a view. */
const LARGEST_SIDE = 4096;
/** The most channels of an image. */
const MOST_CHANNELS = 16;

/**
 * Checks view options from a file before anything is allocated by them.
 * @throws RangeError naming the first invalid one.
 */
export function checkStoredViews(views: ViewOptions): void {
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  const isWhole = (value: unknown, most: number) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
  const isList = (value: unknown, length?: number) =>
    Array.isArray(value) &&
    (length === undefined ? isWhole(value.length, MOST_CHANNELS) : value.length === length) &&
    value.every(isNumber);
  const require = (name: keyof ViewOptions, ok: boolean, required: string) => {
    if (!ok) throw new RangeError(`views.${name} must be ${required}`);
  };
  const side = `a whole number from 1 to ${LARGEST_SIDE}`;
  require('size', isWhole(views.size, LARGEST_SIDE), side);
  require('blurKernel', isWhole(views.blurKernel, 2 * LARGEST_SIDE), 'a whole number of pixels');
  for (const name of ['cropScale', 'cropRatio', 'blurSigma'] as const) {
    require(name, isList(views[name], 2), 'two numbers');
  }
  require('jitter', isList(views.jitter, 4), 'four numbers');
  for (const name of ['mean', 'std'] as const) {
    require(name, isList(views[name]), 'a number for each channel');
  }
  require('std', views.std.every((one) => one > 0), 'above 0');
  require('mean', views.mean.length === views.std.length, 'as many as std');
  for (const name of [
    'flipProbability',
    'jitterProbability',
    'grayscaleProbability',
    'blurProbability',
    'solarizeProbability',
    'solarizeThreshold',
  ] as const) {
    require(name, isNumber(views[name]), 'a number');
  }
}
