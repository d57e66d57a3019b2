import * as tf from '@tensorflow/tfjs-core';

import { randomFrom, tiny } from '../fixtures/tiny-encoder.js';
import {
  createEncoder,
  encode,
  featureSize,
  stateDict,
  type Encoder,
  type Encoding,
} from '../index.js';

/** An encoder whose running statistics have changed. */
function tinyEncoder(): Encoder {
  const random = randomFrom(1);
  const encoder = createEncoder(tiny, random);
  for (const [name, variable] of Object.entries(encoder.statistics)) {
    const least = name.endsWith('running_var') ? 0.5 : -0.5;
    variable.assign(
      tf.tensor1d(Float32Array.from({ length: variable.size }, () => least + random())),
    );
  }
  return encoder;
}

function imagesOf(...shape: [number, number, number, number]): tf.Tensor4D {
  const random = randomFrom(2);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => 2 * random() - 1),
    shape,
  );
}

const outputNames = ['feature', 'p', 'n', 'rawFeature'] as const;

/** How much a different order of the same float32 sums may change; 1.2e-7 was seen. */
const ROUNDING = 2e-6;

/** The largest difference of two tensors, in units of the largest value. */
function difference(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return tf.tidy(
    () => tf.div(tf.max(tf.abs(tf.sub(a, b))), tf.max(tf.abs(b))).dataSync()[0] ?? NaN,
  );
}

const disposeEncoding = ({ batchStatistics, ...outputs }: Encoding) => {
  tf.dispose([Object.values(outputs), Object.values(batchStatistics)]);
};

describe.each([18, 34, 50, 101, 152] as const)('ResNet-%i', (depth) => {
  test.each(['small', 'imagenet'] as const)(
    'unit rows of the right shapes, with stem %s',
    (stem) => {
      const encoder = createEncoder(
        { ...tiny, depth, stem, width: 8, inChannels: 2 },
        randomFrom(1),
      );
      // Odd and unequal sides down to a single pixel; 16 times smaller maps, or 32 times, are one too.
      for (const [height, width] of [
        [9, 6],
        [1, 1],
      ] as const) {
        const outputs = encode(encoder, imagesOf(3, height, width, 2), { training: false });
        const size = featureSize({ depth, width: 8 });
        expect(outputs.feature.shape).toEqual([3, size]);
        expect(outputs.rawFeature.shape).toEqual([3, size]);
        expect(outputs.p.shape).toEqual([3, 3]);
        expect(outputs.n.shape).toEqual([3, 3]);
        for (const name of ['feature', 'p', 'n'] as const) {
          for (const norm of tf.norm(outputs[name], 2, 1).dataSync())
            expect(norm).toBeCloseTo(1, 6);
        }
        disposeEncoding(outputs);
      }
    },
  );
});

test('the feature is the raw feature, normalized', () => {
  const { feature, rawFeature } = encode(tinyEncoder(), imagesOf(4, 8, 8, 3), { training: true });
  const norms = tf.norm(rawFeature, 2, 1, true);
  expect(difference(tf.mul(feature, norms), rawFeature)).toBeLessThan(1e-6);
});

describe('groups of a batch', () => {
  test.each([
    [2, 3],
    [3, 2],
  ])('%i groups are encoded as if each of %i images were alone', (splits, size) => {
    const encoder = tinyEncoder();
    const images = imagesOf(6, 12, 12, 3);
    const together = encode(encoder, images, { training: true, splits });
    const alone = tf
      .split(images, splits)
      .map((group) => encode(encoder, group as tf.Tensor4D, { training: true }));
    expect(alone[0]?.p.shape[0]).toBe(size);
    for (const name of outputNames) {
      const rows = tf.concat(alone.map((encoding) => encoding[name]));
      expect(difference(together[name], rows)).toBeLessThan(ROUNDING);
    }
    // The result does depend on which images share a group.
    const whole = encode(encoder, images, { training: true });
    expect(difference(together.p, whole.p)).toBeGreaterThan(0.01);
  });

  test('groups of different sizes, as three devices share a batch of 14', () => {
    const encoder = tinyEncoder();
    const images = imagesOf(14, 12, 12, 3);
    const sizes = [5, 5, 4];
    // Operation by operation, and each group by the kernel: as far apart as both may be for one batch.
    const COMPOSED = 1e-5;
    const together = encode(encoder, images, { training: true, splits: 3 });
    const alone = tf
      .split(images, sizes)
      .map((group) => encode(encoder, group as tf.Tensor4D, { training: true }));
    for (const name of outputNames) {
      const rows = tf.concat(alone.map((encoding) => encoding[name]));
      expect(difference(together[name], rows)).toBeLessThan(COMPOSED);
    }
    for (const [name, statistic] of Object.entries(together.batchStatistics)) {
      const parts = alone.map(({ batchStatistics }, group) =>
        tf.mul(batchStatistics[name] ?? tf.scalar(NaN), (sizes[group] ?? NaN) / 14),
      );
      expect(difference(statistic, tf.addN(parts))).toBeLessThan(COMPOSED);
    }
    expect(() => encode(encoder, images, { training: true, splits: 3, precision: 'bf16' })).toThrow(
      'encode: precision must be f32 with groups of different sizes, got bf16',
    );
  });

  test('batch statistics are the means over the groups', () => {
    const encoder = tinyEncoder();
    const images = imagesOf(6, 12, 12, 3);
    const { batchStatistics } = encode(encoder, images, { training: true, splits: 3 });
    const alone = tf
      .split(images, 3)
      .map((group) => encode(encoder, group as tf.Tensor4D, { training: true }).batchStatistics);
    expect(Object.keys(batchStatistics).sort()).toEqual(Object.keys(encoder.statistics).sort());
    for (const [name, statistic] of Object.entries(batchStatistics)) {
      const parts = alone.map((statistics) => statistics[name] ?? tf.scalar(NaN));
      expect(difference(statistic, tf.mean(tf.stack(parts), 0))).toBeLessThan(ROUNDING);
    }
  });

  test('in evaluation groups make no difference', () => {
    const encoder = tinyEncoder();
    const images = imagesOf(4, 8, 8, 3);
    const [one, two] = [1, 2].map((splits) => encode(encoder, images, { training: false, splits }));
    for (const name of outputNames) expect(one?.[name].dataSync()).toEqual(two?.[name].dataSync());
  });
});

describe('evaluation', () => {
  test('an image alone is encoded as in a batch', () => {
    const encoder = tinyEncoder();
    const images = imagesOf(5, 8, 8, 3);
    const batch = encode(encoder, images, { training: false });
    expect(batch.batchStatistics).toEqual({});
    const rows = tf
      .split(images, 5)
      .map((image) => encode(encoder, image as tf.Tensor4D, { training: false }));
    for (const name of outputNames) {
      const alone = tf.concat(rows.map((encoding) => encoding[name]));
      expect(difference(alone, batch[name])).toBeLessThan(ROUNDING);
    }
  });

  test('uses the running statistics, unlike training', () => {
    const encoder = tinyEncoder();
    const images = imagesOf(4, 8, 8, 3);
    const encodings = (training: boolean) => encode(encoder, images, { training });
    const before = [encodings(false), encodings(true)] as const;
    expect(difference(before[0].p, before[1].p)).toBeGreaterThan(0.1);
    for (const [name, variable] of Object.entries(encoder.statistics)) {
      if (name.endsWith('running_mean')) variable.assign(tf.add(variable, 0.5));
    }
    const after = [encodings(false), encodings(true)] as const;
    expect(difference(after[0].p, before[0].p)).toBeGreaterThan(0.1);
    expect(after[1].p.dataSync()).toEqual(before[1].p.dataSync());
  });
});

describe.each([
  ['training', { training: true }],
  ['training in groups', { training: true, splits: 2 }],
  ['evaluation', { training: false }],
])('in %s', (_, options) => {
  test('encoder and images are unchanged, and equal calls give equal numbers', () => {
    const encoder = tinyEncoder();
    const images = imagesOf(4, 8, 8, 3);
    const [before, pixels] = [stateDict(encoder), images.dataSync().slice()];
    const [first, second] = [1, 2].map(() => encode(encoder, images, options));
    expect(stateDict(encoder)).toEqual(before);
    expect(images.dataSync()).toEqual(pixels);
    for (const name of outputNames) {
      expect(second?.[name].dataSync()).toEqual(first?.[name].dataSync());
    }
  });

  test('only the outputs are left in memory, without and with gradients', () => {
    const encoder = tinyEncoder();
    const images = imagesOf(4, 8, 8, 3);
    const statistics = options.training ? Object.keys(encoder.statistics).length : 0;
    const before = tf.memory().numTensors;
    const encoding = encode(encoder, images, options);
    expect(tf.memory().numTensors - before).toBe(outputNames.length + statistics);
    disposeEncoding(encoding);
    expect(tf.memory().numTensors).toBe(before);

    const parameters = Object.values(encoder.parameters);
    const { value, grads } = tf.variableGrads(() => {
      const { p, n, batchStatistics } = encode(encoder, images, options);
      Object.values(batchStatistics).forEach((statistic) => tf.keep(statistic));
      return tf.sum(tf.mul(p, n));
    }, parameters);
    expect(tf.memory().numTensors - before).toBe(1 + parameters.length + statistics);
    tf.dispose([value, Object.values(grads)]);
    expect(tf.memory().numTensors - before).toBe(statistics);
  });
});

test('a key encoder, whose parameters are not trainable, gives the same numbers', () => {
  const images = imagesOf(4, 8, 8, 3);
  const [query, key] = [true, false].map((trainable) =>
    encode(createEncoder(tiny, randomFrom(1), { trainable }), images, { training: true }),
  );
  expect(key?.p.dataSync()).toEqual(query?.p.dataSync());
});

describe('errors', () => {
  const faults: [what: string, shape: number[], splits: number, error: Error][] = [
    [
      'an image without its batch',
      [8, 8, 3],
      1,
      new TypeError('encode: images must be [N, H, W, C], got [8, 8, 3]'),
    ],
    [
      'images of other channels',
      [4, 8, 8, 1],
      1,
      new RangeError('encode: images must have 3 channels like the encoder, got [4, 8, 8, 1]'),
    ],
    [
      'images in PyTorch’s layout',
      [4, 3, 8, 8],
      1,
      new RangeError('encode: images must have 3 channels like the encoder, got [4, 3, 8, 8]'),
    ],
    ...[3, 0, -1, 1.5, NaN].map((splits): [string, number[], number, Error] => [
      `${splits} groups of 4 images`,
      [4, 8, 8, 3],
      splits,
      new RangeError(
        `encode: splits must be a whole number of groups that all have images, got ${splits} and [4, 8, 8, 3]`,
      ),
    ]),
    ...(
      [
        [1, 1],
        [4, 4],
      ] as const
    ).map(([rows, splits]): [string, number[], number, Error] => [
      `${rows} images in ${splits} groups`,
      [rows, 8, 8, 3],
      splits,
      new RangeError(
        `encode: training needs at least 2 images in each of ${splits} batch-norm groups, got [${rows}, 8, 8, 3]`,
      ),
    ]),
  ];

  test.each(faults)('%s', (_, shape, splits, error) => {
    const encoder = tinyEncoder();
    const images = tf.zeros(shape);
    const before = tf.memory().numTensors;
    const use = () => encode(encoder, images as tf.Tensor4D, { training: true, splits });
    expect(use).toThrow(error);
    expect(use).toThrow(error.constructor as ErrorConstructor);
    expect(tf.memory().numTensors).toBe(before);
  });
});
