import { sampleViews } from '../fixtures/sample-views.js';
import {
  correlation,
  deviations,
  kolmogorov,
  mean,
  uniform,
  unevenness,
  variance,
} from '../fixtures/statistics.js';
import { keyedRandom } from './keyed-random.js';
import { sampleView, type ViewParameters } from './sample-view.js';
import { defaultViewOptions } from './view-options.js';

const { sqrt } = Math;
const count = 20_000;
const views = sampleViews(4000, 4000);
const jitters = views.flatMap(({ jitter }) => jitter ?? []);

test('the view of a key never changes: a resumed run draws it again', () => {
  const view = sampleView([40, 48], defaultViewOptions, keyedRandom(7, 1, 1));
  expect(view).toEqual({
    box: { top: 4, left: 4, height: 34, width: 32 },
    flip: false,
    jitter: {
      order: ['brightness', 'hue', 'contrast', 'saturation'],
      brightness: 1.0520246962085364,
      contrast: 0.8568339681252837,
      saturation: 1.219861090928316,
      hue: -0.04157234048470855,
    },
    grayscale: false,
    blurSigma: undefined,
    solarize: false,
  });
});

test('flip 0.5, jitter 0.8, grayscale 0.2, by default no blur and no solarization', () => {
  const share = (has: (view: ViewParameters) => boolean, probability: number) =>
    Math.abs(deviations(views.filter(has).length, count, probability));
  expect(share(({ flip }) => flip, 0.5)).toBeLessThan(3.3);
  expect(share(({ jitter }) => jitter !== undefined, 0.8)).toBeLessThan(3.3);
  expect(share(({ grayscale }) => grayscale, 0.2)).toBeLessThan(3.3);
  expect(views.some(({ blurSigma, solarize }) => blurSigma !== undefined || solarize)).toBe(false);
});

test('probabilities of 0 and 1 are certain', () => {
  const all = (probability: number) =>
    sampleViews(
      32,
      32,
      {
        flipProbability: probability,
        jitterProbability: probability,
        grayscaleProbability: probability,
        blurProbability: probability,
        solarizeProbability: probability,
      },
      1000,
    ).map(({ flip, jitter, grayscale, blurSigma, solarize }) =>
      [flip, jitter !== undefined, grayscale, blurSigma !== undefined, solarize].join(),
    );
  expect(new Set(all(0))).toEqual(new Set(['false,false,false,false,false']));
  expect(new Set(all(1))).toEqual(new Set(['true,true,true,true,true']));
});

test('the factors are uniform within 1 ± strength, the shift of the hue around 0', () => {
  for (const name of ['brightness', 'contrast', 'saturation'] as const) {
    const factors = jitters.map((jitter) => jitter[name]);
    expect(kolmogorov(factors, uniform(0.6, 1.4))).toBeLessThan(1.95);
    // A uniform distribution of width 0.8 has the variance 0.64 / 12.
    expect(Math.abs(mean(factors) - 1)).toBeLessThan(3.3 * sqrt(0.64 / 12 / factors.length));
    expect(Math.abs(variance(factors) / (0.64 / 12) - 1)).toBeLessThan(
      3.3 * sqrt(0.8 / factors.length),
    );
  }
  const shifts = jitters.map(({ hue }) => hue);
  expect(kolmogorov(shifts, uniform(-0.1, 0.1))).toBeLessThan(1.95);
});

test('with a strength above 1 factors start at 0', () => {
  const options = { jitterProbability: 1, jitter: [1.5, 1, 0, 0] } as const;
  const strong = sampleViews(32, 32, options).flatMap((view) => view.jitter ?? []);
  const factors = strong.map(({ brightness }) => brightness);
  expect(kolmogorov(factors, uniform(0, 2.5))).toBeLessThan(1.95);
  const others = new Set(strong.map(({ saturation, hue }) => `${saturation}, ${hue}`));
  expect(others).toEqual(new Set(['1, 0']));
});

test('each of the 24 orders of the jitter is equally likely', () => {
  const orders = new Map<string, number>();
  for (const { order } of jitters) {
    const name = order.join();
    orders.set(name, (orders.get(name) ?? 0) + 1);
  }
  expect(orders.size).toBe(24);
  expect(unevenness([...orders.values()])).toBeLessThan(4);
  for (const name of orders.keys()) expect(new Set(name.split(',')).size).toBe(4);
});

test('the numbers of a view are independent of one another', () => {
  const jittered = views.flatMap(({ box, flip, grayscale, jitter }) =>
    jitter
      ? [
          [
            box.width,
            Number(flip),
            Number(grayscale),
            jitter.brightness,
            jitter.contrast,
            jitter.saturation,
            jitter.hue,
            jitter.order.indexOf('hue'),
            jitter.order.indexOf('contrast') - jitter.order.indexOf('brightness'),
          ],
        ]
      : [],
  );
  const column = (at: number) => jittered.map((numbers) => numbers[at] ?? NaN);
  for (let first = 0; first < 9; first++) {
    for (let second = 0; second < first; second++) {
      const together = correlation(column(first), column(second)) * sqrt(jittered.length);
      // 36 pairs, so one of them exceeds 4 once in four hundred times.
      expect(Math.abs(together)).toBeLessThan(4);
    }
  }
});

test('blur and solarization: their probabilities, a uniform sigma, and nothing else changes', () => {
  const more = sampleViews(4000, 4000, {
    blurProbability: 0.5,
    blurKernel: 23,
    solarizeProbability: 0.2,
  });
  const sigmas = more.flatMap(({ blurSigma }) => blurSigma ?? []);
  const solarized = more.filter(({ solarize }) => solarize);
  expect(Math.abs(deviations(sigmas.length, count, 0.5))).toBeLessThan(3.3);
  expect(Math.abs(deviations(solarized.length, count, 0.2))).toBeLessThan(3.3);
  expect(kolmogorov(sigmas, uniform(0.1, 2))).toBeLessThan(1.95);
  const others = more.map((view) => ({ ...view, blurSigma: undefined, solarize: false }));
  expect(JSON.stringify(others)).toBe(JSON.stringify(views));
});
