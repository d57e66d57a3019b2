import type { ViewOptions } from './view-options.js';

/** @throws RangeError naming the first option that is out of range. */
export function checkViewOptions(caller: string, options: ViewOptions): void {
  const { jitter, blur, solarize } = options;
  const check = (ok: boolean, name: string, required: string, got: number | readonly number[]) => {
    if (ok) return;
    const shown = typeof got === 'number' ? got : `[${got.join(', ')}]`;
    throw new RangeError(`${caller}: ${name} must be ${required}, got ${shown}`);
  };
  const probabilities = {
    flipProbability: options.flipProbability,
    'jitter.probability': jitter.probability,
    grayscaleProbability: options.grayscaleProbability,
    'blur.probability': blur.probability,
    'solarize.probability': solarize.probability,
  };
  for (const [name, value] of Object.entries(probabilities)) {
    check(value >= 0 && value <= 1, name, 'in [0, 1]', value);
  }
  for (const name of ['brightness', 'contrast', 'saturation', 'hue'] as const) {
    const most = name === 'hue' ? 0.5 : Number.MAX_VALUE;
    const required = name === 'hue' ? 'in [0, 0.5]' : 'a finite number of at least 0';
    check(jitter[name] >= 0 && jitter[name] <= most, `jitter.${name}`, required, jitter[name]);
  }
  const { threshold } = solarize;
  check(Number.isFinite(threshold), 'solarize.threshold', 'a finite number', threshold);
  const ranges = { scale: options.scale, ratio: options.ratio, 'blur.sigma': blur.sigma };
  for (const [name, range] of Object.entries(ranges)) {
    const most = name === 'scale' ? 1 : Number.MAX_VALUE;
    check(
      range[0] > 0 && range[0] <= range[1] && range[1] <= most,
      name,
      `two ascending numbers ${name === 'scale' ? 'in (0, 1]' : 'above 0'}`,
      range,
    );
  }
}
