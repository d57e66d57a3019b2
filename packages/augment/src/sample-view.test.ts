import {
  correlation,
  countsOf,
  deviations,
  kolmogorov,
  mean,
  uniform,
  unevenness,
  variance,
} from './fixtures/statistics.js';
import { keyedRandom } from './keyed-random.js';
import { sampleView, type ViewParameters } from './sample-view.js';
import { defaultViewOptions, type ViewOptions } from './view-options.js';

const { exp, log, round, sqrt } = Math;
const count = 20_000;

/** Views of one size of image by the keys of a run. */
function sampleViews(
  height: number,
  width: number,
  options: Partial<ViewOptions> = {},
  views = count,
): ViewParameters[] {
  return Array.from({ length: views }, (_, image) =>
    sampleView(height, width, { ...defaultViewOptions, ...options }, keyedRandom(11, 1, image)),
  );
}

const views = sampleViews(4000, 4000);
const jitters = views.flatMap(({ jitter }) => jitter ?? []);

test('the view of a key stays what it is: a resumed run draws it again', () => {
  const view = sampleView(40, 48, defaultViewOptions, keyedRandom(7, 1, 1));
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

describe('the crop', () => {
  /**
   * RandomResizedCrop by quadrature: share of the area and log of the ratio are uniform, and a try
   * counts when the crop fits into the image.
   */
  function expectedCrops(height: number, width: number) {
    const steps = 400;
    const [least, most] = [log(3 / 4), log(4 / 3)];
    const areas = Array.from({ length: steps }, (_, at) => 0.08 + (0.92 * (at + 0.5)) / steps);
    const ratios = Array.from({ length: steps }, (_, at) => {
      return least + ((most - least) * (at + 0.5)) / steps;
    });
    const [byArea, byRatio] = [areas.map(() => 0), ratios.map(() => 0)];
    areas.forEach((area, row) => {
      ratios.forEach((ratio, column) => {
        const fits =
          round(sqrt(area * height * width * exp(ratio))) <= width &&
          round(sqrt((area * height * width) / exp(ratio))) <= height;
        if (!fits) return;
        byArea[row] = (byArea[row] ?? NaN) + 1;
        byRatio[column] = (byRatio[column] ?? NaN) + 1;
      });
    });
    const accepted = byArea.reduce((sum, one) => sum + one, 0);
    const distribution = (masses: number[], from: number, to: number) => {
      let sum = 0;
      const shares = [0, ...masses.map((mass) => (sum += mass) / accepted)];
      return (value: number) => {
        // Whole pixels may leave the range a little.
        const at = Math.min(1, Math.max(0, (value - from) / (to - from))) * steps;
        const [below = NaN, above = 1] = [shares[Math.floor(at)], shares[Math.floor(at) + 1]];
        return below + (at - Math.floor(at)) * (above - below);
      };
    };
    const meanArea =
      byArea.reduce((sum, mass, at) => sum + mass * (areas[at] ?? NaN), 0) / accepted;
    return {
      accepted: accepted / steps ** 2,
      meanArea,
      area: distribution(byArea, 0.08, 1),
      logRatio: distribution(byRatio, least, most),
    };
  }

  const areaOf = (height: number, width: number) => (view: ViewParameters) =>
    (view.box.height * view.box.width) / (height * width);
  const logRatioOf = ({ box }: ViewParameters) => log(box.width / box.height);

  test('area and log of the ratio of a square image', () => {
    const expected = expectedCrops(4000, 4000);
    const areas = views.map(areaOf(4000, 4000));
    // Of large areas only near-square crops fit: 86 % of the tries.
    expect(expected.accepted).toBeCloseTo(0.858, 3);
    expect(kolmogorov(areas, expected.area)).toBeLessThan(1.95);
    expect(kolmogorov(views.map(logRatioOf), expected.logRatio)).toBeLessThan(1.95);
    expect(Math.abs(mean(areas) - expected.meanArea)).toBeLessThan(
      3.3 * sqrt(variance(areas) / count),
    );
  });

  test('a wide image: what fits in ten tries, else the centre at the largest ratio', () => {
    const expected = expectedCrops(1000, 4000);
    const wide = sampleViews(1000, 4000);
    const central = { top: 0, left: 1333, height: 1000, width: 1333 };
    const isCentral = ({ box }: ViewParameters) => box.height === 1000 && box.width === 1333;
    const failed = wide.filter(isCentral);
    for (const { box } of failed) expect(box).toEqual(central);
    expect(Math.abs(deviations(failed.length, count, (1 - expected.accepted) ** 10))).toBeLessThan(
      3.3,
    );
    const fitting = wide.filter((view) => !isCentral(view));
    expect(kolmogorov(fitting.map(areaOf(1000, 4000)), expected.area)).toBeLessThan(1.95);
    expect(kolmogorov(fitting.map(logRatioOf), expected.logRatio)).toBeLessThan(1.95);
  });

  test('its place is uniform, and independent of its size', () => {
    const across = views.map(({ box }) => (box.left + 0.5) / (4000 - box.width + 1));
    const down = views.map(({ box }) => (box.top + 0.5) / (4000 - box.height + 1));
    expect(kolmogorov(across, uniform(0, 1))).toBeLessThan(1.95);
    expect(kolmogorov(down, uniform(0, 1))).toBeLessThan(1.95);
    const areas = views.map(areaOf(4000, 4000));
    for (const [first, second] of [
      [across, down],
      [across, areas],
      [down, areas],
    ] as const) {
      expect(Math.abs(correlation(first, second)) * sqrt(count)).toBeLessThan(3.3);
    }
  });

  test('the last row and column are reached as often as the others', () => {
    const boxes = sampleViews(6, 6, { scale: [4 / 9, 4 / 9], ratio: [1, 1] }, 9000);
    expect(new Set(boxes.map(({ box }) => `${box.height}x${box.width}`))).toEqual(new Set(['4x4']));
    const places = countsOf(
      boxes.map(({ box }) => box.top * 3 + box.left),
      9,
    );
    expect(unevenness(places)).toBeLessThan(4);
  });

  /** A generator of the given numbers, then 0.5. */
  const scripted = (...numbers: number[]) => {
    const left = [...numbers];
    return () => left.shift() ?? 0.5;
  };
  test('the tenth try counts, an eleventh is not made', () => {
    const options = { ...defaultViewOptions, scale: [0.25, 1] } as const;
    // Almost the whole area at a ratio of 3/4 is higher than the image; a quarter at ratio 1 fits.
    const boxAfter = (failing: number) => {
      const failures = Array.from({ length: failing }, () => [0.999, 0]).flat();
      return sampleView(8, 8, options, scripted(...failures, 0, 0.5)).box;
    };
    expect(boxAfter(9)).toEqual({ top: 2, left: 2, height: 4, width: 4 });
    expect(boxAfter(10)).toEqual({ top: 0, left: 0, height: 8, width: 8 });
  });

  test.each([
    { height: 8, width: 8, box: { top: 0, left: 0, height: 8, width: 8 } },
    { height: 1, width: 100, box: { top: 0, left: 49, height: 1, width: 1 } },
    { height: 100, width: 2, box: { top: 48, left: 0, height: 3, width: 2 } },
  ])('where nothing fits: the centre of $height x $width', ({ height, width, box }) => {
    // The whole area at a ratio of 3/4, always.
    const options = { ...defaultViewOptions, scale: [1, 1] } as const;
    expect(sampleView(height, width, options, () => 0).box).toEqual(box);
  });
});

describe('the steps', () => {
  test('flip 0.5, jitter 0.8, grayscale 0.2, by default no blur and no solarization', () => {
    const share = (has: (view: ViewParameters) => boolean, probability: number) =>
      Math.abs(deviations(views.filter(has).length, count, probability));
    expect(share(({ flip }) => flip, 0.5)).toBeLessThan(3.3);
    expect(share(({ jitter }) => jitter !== undefined, 0.8)).toBeLessThan(3.3);
    expect(share(({ grayscale }) => grayscale, 0.2)).toBeLessThan(3.3);
    expect(views.some(({ blurSigma, solarize }) => blurSigma !== undefined || solarize)).toBe(
      false,
    );
  });

  test('probabilities of 0 and 1 are certain', () => {
    const all = (probability: number) =>
      sampleViews(
        32,
        32,
        {
          flipProbability: probability,
          jitter: { ...defaultViewOptions.jitter, probability },
          grayscaleProbability: probability,
          blur: { ...defaultViewOptions.blur, probability },
          solarize: { ...defaultViewOptions.solarize, probability },
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

  test('a strength above 1 begins at 0', () => {
    const jitter = { probability: 1, brightness: 1.5, contrast: 1, saturation: 0, hue: 0 };
    const strong = sampleViews(32, 32, { jitter }).flatMap((view) => view.jitter ?? []);
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
        // 36 pairs, so that 4 is left behind once in four hundred times.
        expect(Math.abs(together)).toBeLessThan(4);
      }
    }
  });

  test('blur and solarization: their probabilities, a uniform sigma, and nothing else changes', () => {
    const more = sampleViews(4000, 4000, {
      blur: { probability: 0.5, kernelSize: 23, sigma: [0.1, 2] },
      solarize: { probability: 0.2, threshold: 0.5 },
    });
    const sigmas = more.flatMap(({ blurSigma }) => blurSigma ?? []);
    const solarized = more.filter(({ solarize }) => solarize);
    expect(Math.abs(deviations(sigmas.length, count, 0.5))).toBeLessThan(3.3);
    expect(Math.abs(deviations(solarized.length, count, 0.2))).toBeLessThan(3.3);
    expect(kolmogorov(sigmas, uniform(0.1, 2))).toBeLessThan(1.95);
    const others = more.map((view) => ({ ...view, blurSigma: undefined, solarize: false }));
    expect(JSON.stringify(others)).toBe(JSON.stringify(views));
  });
});

describe('errors', () => {
  const sample = (options: Partial<ViewOptions>) => () =>
    sampleView(8, 8, { ...defaultViewOptions, ...options }, () => 0.5);
  const { jitter, blur } = defaultViewOptions;

  test('the size of the image', () => {
    expect(() => sampleView(0, 8, defaultViewOptions, () => 0.5)).toThrow(
      new RangeError('sampleView: height must be a whole number of at least 1, got 0'),
    );
    expect(() => sampleView(8, 8.5, defaultViewOptions, () => 0.5)).toThrow(
      new RangeError('sampleView: width must be a whole number of at least 1, got 8.5'),
    );
  });

  test.each<[string, Partial<ViewOptions>]>([
    ['flipProbability must be in [0, 1], got 1.1', { flipProbability: 1.1 }],
    ['jitter.probability must be in [0, 1], got -1', { jitter: { ...jitter, probability: -1 } }],
    ['grayscaleProbability must be in [0, 1], got NaN', { grayscaleProbability: NaN }],
    ['blur.probability must be in [0, 1], got 2', { blur: { ...blur, probability: 2 } }],
    [
      'solarize.probability must be in [0, 1], got -0.5',
      { solarize: { probability: -0.5, threshold: 0.5 } },
    ],
    [
      'solarize.threshold must be a finite number, got NaN',
      { solarize: { probability: 0, threshold: NaN } },
    ],
    [
      'jitter.brightness must be a finite number of at least 0, got -0.1',
      { jitter: { ...jitter, brightness: -0.1 } },
    ],
    [
      'jitter.contrast must be a finite number of at least 0, got Infinity',
      { jitter: { ...jitter, contrast: Infinity } },
    ],
    [
      'jitter.saturation must be a finite number of at least 0, got NaN',
      { jitter: { ...jitter, saturation: NaN } },
    ],
    ['jitter.hue must be in [0, 0.5], got 0.6', { jitter: { ...jitter, hue: 0.6 } }],
    ['scale must be two ascending numbers in (0, 1], got [0, 1]', { scale: [0, 1] }],
    ['scale must be two ascending numbers in (0, 1], got [0.5, 0.4]', { scale: [0.5, 0.4] }],
    ['scale must be two ascending numbers in (0, 1], got [0.5, 1.5]', { scale: [0.5, 1.5] }],
    ['ratio must be two ascending numbers above 0, got [-1, 1]', { ratio: [-1, 1] }],
    ['ratio must be two ascending numbers above 0, got [1, Infinity]', { ratio: [1, Infinity] }],
    [
      'blur.sigma must be two ascending numbers above 0, got [0, 2]',
      { blur: { ...blur, sigma: [0, 2] } },
    ],
  ])('%s', (message, options) => {
    expect(sample(options)).toThrow(new RangeError(`sampleView: ${message}`));
  });
});
