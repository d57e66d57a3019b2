import { createEncoder, stateDict, type EncoderConfig } from '../index.js';

/** Lehmer's generator. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

const config: EncoderConfig = {
  depth: 18,
  width: 16,
  stem: 'imagenet',
  inChannels: 3,
  headWidth: 96,
  embeddingSize: 64,
};
const dict = () => stateDict(createEncoder(config, randomFrom(1)));

/** Count, mean, variance and kurtosis of the values of some tensors, each divided by its scale. */
function moments(values: readonly number[]) {
  const power = (exponent: number, center: number) =>
    values.reduce((sum, value) => sum + (value - center) ** exponent, 0) / values.length;
  const mean = power(1, 0);
  const variance = power(2, mean);
  return { count: values.length, mean, variance, kurtosis: power(4, mean) / variance ** 2 };
}

test('the first value is the Box-Muller transform of the first two uniform numbers', () => {
  const uniforms = [0.25, 0.125];
  let drawn = 0;
  const encoder = createEncoder({ ...config, stem: 'small' }, () => uniforms[drawn++] ?? 0.5);
  // √(2 / (3 · 3 · 16)) · √(−2 ln(1 − 1/4)) · cos(2π / 8)
  const expected = Math.sqrt(2 / 144) * Math.sqrt(-2 * Math.log(0.75)) * Math.SQRT1_2;
  expect(stateDict(encoder)['conv1.weight']?.data[0]).toBe(Math.fround(expected));
});

test('convolutions are normal with the variance 2 / fan-out', () => {
  const kernels = Object.entries(dict()).filter(([, { shape }]) => shape.length === 4);
  expect(kernels).toHaveLength(20);
  const all: number[] = [];
  for (const [, { shape, data }] of kernels) {
    const [out = 0, , height = 0, width = 0] = shape;
    const values = [...data].map((value) => value / Math.sqrt(2 / (out * height * width)));
    // Four standard errors: of a normal sample's mean √(1/n), of its variance √(2/n).
    const { count, mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / count));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    for (const value of values) all.push(value);
  }
  // The standard error of a normal sample's kurtosis, 3, is √(24/n).
  const { count, kurtosis } = moments(all);
  expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / count));
});

test('the first convolution may be uniform within 1 / √fan-in, as PyTorch’s default is', () => {
  const small = { ...config, stem: 'small' } as const;
  const uniform = createEncoder(small, randomFrom(1), { stemWeights: 'uniform' });
  const { data, shape } = stateDict(uniform)['conv1.weight'] ?? { data: [], shape: [] };
  expect(shape).toEqual([16, 3, 3, 3]);
  const values = [...data].map((value) => value * Math.sqrt(27));
  const { count, variance } = moments(values);
  // As below.
  expect(Math.abs(variance - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / (45 * count)));
  expect(Math.max(...values)).toBeLessThanOrEqual(1);
  expect(Math.max(...values)).toBeGreaterThan(1 - 20 / count);
  // The others are as they were.
  const other = stateDict(uniform)['layer1.0.conv1.weight']?.data ?? [];
  expect(Math.max(...other)).toBeGreaterThan(2 * Math.sqrt(2 / 144));
});

test('linear weights and biases are uniform within 1 / √fan-in', () => {
  const fans = { '0.weight': 128, '3.weight': 96, '3.bias': 96 };
  const tensors = dict();
  const all: number[] = [];
  for (const [part, fan] of Object.entries(fans)) {
    for (const head of ['head_p', 'head_n']) {
      const values = [...(tensors[`${head}.${part}`]?.data ?? [])].map((v) => v * Math.sqrt(fan));
      const { count, mean, variance } = moments(values);
      // Four standard errors: of a uniform sample's mean √(1/3n), of its variance √(4/45n).
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / (3 * count)));
      expect(Math.abs(variance - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / (45 * count)));
      // The chance that none of n comes within 20 / n of an end is e⁻¹⁰.
      expect(Math.max(...values)).toBeLessThanOrEqual(1);
      expect(Math.max(...values)).toBeGreaterThan(1 - 20 / count);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
      expect(Math.min(...values)).toBeLessThan(-1 + 20 / count);
      for (const value of values) all.push(value);
    }
  }
  // A uniform distribution's kurtosis is 9/5; the standard error of a sample's is below √(4/3n).
  const { count, kurtosis } = moments(all);
  expect(Math.abs(kurtosis - 1.8)).toBeLessThan(4 * Math.sqrt(4 / (3 * count)));
});

test('batch norms start as ones and zeros', () => {
  const begins = { weight: 1, bias: 0, running_mean: 0, running_var: 1 };
  const tensors = dict();
  const norms = Object.keys(tensors).flatMap((name) =>
    name.endsWith('.running_mean') ? [name.slice(0, -'.running_mean'.length)] : [],
  );
  expect(norms).toHaveLength(22);
  for (const norm of norms) {
    for (const [part, value] of Object.entries(begins)) {
      expect(new Set(tensors[`${norm}.${part}`]?.data)).toEqual(new Set([value]));
    }
  }
});
