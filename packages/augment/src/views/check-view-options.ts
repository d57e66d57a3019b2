import { defaultViewOptions, type ViewOptions } from './view-options.js';

const isProbability = (name: keyof ViewOptions) => name.endsWith('Probability');

const isRange = ([smallest, largest]: readonly [number, number], limit = Number.MAX_VALUE) =>
  smallest > 0 && smallest <= largest && largest <= limit;

/** @throws RangeError naming the first option that is out of range. */
export function checkViewOptions(caller: string, options: ViewOptions): void {
  const check = (name: keyof ViewOptions, ok: boolean, required: string) => {
    if (ok) return;
    const got = options[name];
    const shown = Array.isArray(got) ? `[${got.join(', ')}]` : String(got);
    throw new RangeError(`${caller}: ${name} must be ${required}, got ${shown}`);
  };
  for (const name of (Object.keys(defaultViewOptions) as (keyof ViewOptions)[]).filter(
    isProbability,
  )) {
    const value = Number(options[name]);
    check(name, value >= 0 && value <= 1, 'in [0, 1]');
  }
  const strengths: readonly number[] = options.jitter;
  const most = [Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE, 0.5];
  check(
    'jitter',
    strengths.length === 4 && strengths.every((one, at) => one >= 0 && one <= (most[at] ?? 0)),
    'four finite strengths of at least 0, the last at most 0.5',
  );
  check('solarizeThreshold', Number.isFinite(options.solarizeThreshold), 'a finite number');
  check('cropScale', isRange(options.cropScale, 1), 'two ascending numbers in (0, 1]');
  check('cropRatio', isRange(options.cropRatio), 'two ascending numbers above 0');
  check('blurSigma', isRange(options.blurSigma), 'two ascending numbers above 0');
}
