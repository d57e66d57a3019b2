import * as tf from '@tensorflow/tfjs-core';

import { encode, type EncodeOptions } from '../encoder/encode.js';
import { createEncoder, type Encoder } from '../encoder/encoder.js';
import { defaultEncoderConfig, type EncoderConfig } from '../architecture/encoder-config.js';
import { randomFrom } from '../fixtures/tiny-encoder.js';
import { hasFusedBackbone } from './fused-backbone.js';

const KERNELS = ['JsslBackboneTraining', 'JsslBackboneEvaluation'];

function createPair(config: Partial<EncoderConfig>, images: [number, number, number, number]) {
  const random = randomFrom(7);
  const small = { width: 8, headWidth: 16, embeddingSize: 8 };
  const encoder = createEncoder(
    { ...defaultEncoderConfig, depth: 18, ...small, ...config },
    random,
  );
  const size = images.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, () => 2 * random() - 1);
  return { encoder, images: tf.tensor4d(values, images) };
}

/** What `use` gives where the backend offers no kernel for a backbone. */
function withoutKernels<T>(use: () => T): T {
  const kernels = KERNELS.flatMap((name) => {
    const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined;
    return kernel ? [kernel] : [];
  });
  for (const { kernelName, backendName } of kernels) tf.unregisterKernel(kernelName, backendName);
  try {
    return use();
  } finally {
    kernels.forEach(tf.registerKernel);
  }
}

/** A number that every output of the encoder enters with a weight of its own. */
function weigh({ p, n, rawFeature }: ReturnType<typeof encode>): tf.Scalar {
  const weighted = (x: tf.Tensor2D) => {
    const random = randomFrom(x.size);
    const weights = Float32Array.from({ length: x.size }, () => random() - 0.5);
    return tf.sum(tf.mul(x, tf.tensor2d(weights, x.shape)));
  };
  return tf.addN([p, n, rawFeature].map(weighted)) as tf.Scalar;
}

function gradients(encoder: Encoder, images: tf.Tensor4D, options: EncodeOptions) {
  return tf.tidy(() => {
    const { grads } = tf.variableGrads(
      () => weigh(encode(encoder, images, options)),
      Object.values(encoder.parameters),
    );
    return Object.entries(encoder.parameters).map(([name, { name: id }]) => {
      const gradient = grads[id];
      if (!gradient) throw new Error(`no gradient for ${name}`);
      return [name, gradient] as const;
    });
  });
}

/** |a − b| / |b| */
function distance(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.div(tf.norm(tf.sub(a, b)), tf.norm(b)).dataSync()[0] ?? NaN);
}

/** Tensors of TensorFlow.js, and those that a native addon holds. */
function held(): [number, number] {
  const { binding } = tf.backend() as { binding?: { getNumOfTensors(): number } };
  return [tf.memory().numTensors, binding?.getNumOfTensors() ?? 0];
}

const cases: [string, Partial<EncoderConfig>, number][] = [
  ['ResNet-18', { depth: 18 }, 1],
  ['ResNet-18 in two groups', { depth: 18 }, 2],
  ['ResNet-18 with the ImageNet stem', { depth: 18, stem: 'imagenet' }, 1],
  ['ResNet-50', { depth: 50, width: 4 }, 1],
];

/**
 * The images, and twice the same with each value at one of its two neighbors in float32 or as it was.
 * What an encoder makes of those shows how much of a last place's rounding arrives at its outputs, on this
 * processor and in this network: from 1e-6 to 1e-4, since a batch norm over few pixels magnifies it.
 */
function nearly(images: tf.Tensor4D): tf.Tensor4D[] {
  const random = randomFrom(11);
  const values = images.dataSync<'float32'>();
  return [0, 1, 1].map((size) =>
    tf.tensor4d(
      values.map((value) => value * (1 + size * Math.round(2 * random() - 1) * 2 ** -23)),
      images.shape,
    ),
  );
}

type Named = readonly (readonly [name: string, tensor: tf.Tensor])[];

/**
 * The largest distance between tensors of one name. What is smaller than a hundredth of the largest tensor
 * is measured by that: a gradient may cancel to nothing but rounding, as that of a bias which the next batch
 * norm takes off again.
 */
function largestDistance(actual: Named, expected: Named): number {
  expect(actual.map(([name]) => name)).toEqual(expected.map(([name]) => name));
  return tf.tidy(() => {
    const norms = tf.stack(expected.map(([, tensor]) => tf.norm(tensor)));
    const differences = tf.stack(
      actual.map(([, tensor], at) => tf.norm(tf.sub(tensor, expected[at]?.[1] as tf.Tensor))),
    );
    const scales = tf.maximum(norms, tf.mul(tf.max(norms), 0.01));
    return tf.max(tf.div(differences, scales)).dataSync()[0] ?? NaN;
  });
}

function outputs(encoder: Encoder, images: tf.Tensor4D, options: EncodeOptions): Named {
  const { batchStatistics, ...rest } = encode(encoder, images, options);
  const statistics = Object.entries(batchStatistics).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...Object.entries(rest), ...statistics];
}

/**
 * By how much two orders of the same sums may be apart, in units of what one rounding of the images does:
 * every convolution rounds its maps once more, in both orders, and independent errors add in squares. Up to
 * 2 such units were seen, with Eigen; with oneDNN both are the same kernels, and the outputs equal.
 */
function roundings({ parameters }: Encoder): number {
  const convolutions = Object.values(parameters).filter(({ rank }) => rank === 4).length;
  return Math.sqrt(2 * convolutions);
}

/**
 * Sets the batch norms' biases to ±3 deviations, so that hardly any ReLU's input is near 0: an input that is
 * 0 but for rounding has one of two slopes, and one such pixel in the last stage of a deep, narrow network
 * moves gradients by a tenth.
 */
function awayFromZero({ parameters }: Encoder): void {
  for (const [name, bias] of Object.entries(parameters)) {
    if (!/(bn\d|downsample\.1|head_.\.1)\.bias$/.test(name)) continue;
    bias.assign(tf.tensor1d(Array.from({ length: bias.size }, (_, at) => (at % 2 === 0 ? 3 : -3))));
  }
}

describe.each(cases)('%s by one kernel and by ordinary operations', (_, config, splits) => {
  const options = { training: true, splits };

  test('gives the same outputs and batch statistics', () => {
    const { encoder, images } = createPair(config, [4, 19, 22, 3]);
    const fused = outputs(encoder, images, options);
    const [composed = [], ...near] = withoutKernels(() =>
      nearly(images).map((one) => outputs(encoder, one, options)),
    );
    const ofOne = Math.max(...near.map((one) => largestDistance(one, composed)));
    expect(ofOne).toBeLessThan(3e-4);
    expect(largestDistance(fused, composed)).toBeLessThan(roundings(encoder) * ofOne);
  });

  test('gives the same gradients', () => {
    const { encoder, images } = createPair(config, [4, 19, 22, 3]);
    if (config.depth === 50) awayFromZero(encoder);
    const all = nearly(images);
    const fused = all.map((one) => gradients(encoder, one, options));
    const composed = withoutKernels(() => all.map((one) => gradients(encoder, one, options)));
    // The nearest ones have the same slopes at every ReLU.
    const apart = composed.flatMap((one, at) =>
      composed.slice(0, at).map((other) => largestDistance(one, other)),
    );
    const ofOne = Math.min(...apart);
    expect(ofOne).toBeLessThan(1e-3);
    const nearest = Math.min(
      ...fused.flatMap((one) => composed.map((other) => largestDistance(one, other))),
    );
    expect(nearest).toBeLessThan(roundings(encoder) * ofOne);
  });

  test('gives the same features in evaluation', () => {
    const { encoder, images } = createPair(config, [4, 19, 22, 3]);
    const fused = encode(encoder, images, { training: false });
    const composed = withoutKernels(() => encode(encoder, images, { training: false }));
    expect(distance(fused.feature, composed.feature)).toBeLessThan(1e-5);
    expect(distance(fused.rawFeature, composed.rawFeature)).toBeLessThan(1e-5);
  });
});

test('the gradient for the images is that of ordinary operations', () => {
  const { encoder, images } = createPair({ depth: 18 }, [4, 8, 8, 3]);
  const gradient = tf.grad((x: tf.Tensor) =>
    weigh(encode(encoder, x as tf.Tensor4D, { training: true })),
  );
  const fused = gradient(images);
  const [composed = fused, ...near] = withoutKernels(() =>
    nearly(images).map((one) => gradient(one)),
  );
  const ofOne = Math.max(...near.map((one) => distance(one, composed)));
  expect(ofOne).toBeLessThan(1e-4);
  expect(fused.shape).toEqual(images.shape);
  expect(distance(fused, composed)).toBeLessThan(roundings(encoder) * ofOne);
});

test('a gradient flows to the parameters in evaluation too', () => {
  const { encoder, images } = createPair({ depth: 18 }, [2, 8, 8, 3]);
  const options = { training: false };
  const fused = gradients(encoder, images, options);
  const composed = withoutKernels(() => gradients(encoder, images, options));
  fused.forEach(([, gradient], at) => {
    expect(distance(gradient, composed[at]?.[1] as tf.Tensor)).toBeLessThan(1e-5);
  });
});

test('nothing is left behind, whether a gradient is asked for or not', () => {
  const { encoder, images } = createPair({ depth: 18 }, [4, 8, 8, 3]);
  const uses = [
    () => {
      tf.dispose({ ...encode(encoder, images, { training: true }) });
    },
    () => {
      tf.dispose({ ...encode(encoder, images, { training: false }) });
    },
    () => {
      tf.dispose(gradients(encoder, images, { training: true }).map(([, gradient]) => gradient));
    },
    () => {
      // Recorded, and then no part of the result.
      tf.tidy(() => {
        const { 'conv1.weight': filter } = encoder.parameters;
        if (!filter) throw new Error('no filter');
        tf.variableGrads((): tf.Scalar => {
          encode(encoder, images, { training: true });
          return tf.sum(tf.square(filter));
        }, [filter]);
      });
    },
  ];
  for (const use of uses) {
    use(); // Constants and lazily made handles.
    const before = held();
    use();
    expect(held()).toEqual(before);
  }
});

/** Whether bf16 is refused, in the one sentence for a processor that cannot compute it. */
function isRefused(use: () => unknown): boolean {
  try {
    use();
    return false;
  } catch (error) {
    expect(error).toEqual(
      new RangeError(
        'the backbone: precision must be f32 on a processor that cannot compute bfloat16, got bf16',
      ),
    );
    return true;
  }
}

test('bf16 is close to f32, or refused where no kernel or no processor offers it', () => {
  const { encoder, images } = createPair({ depth: 18 }, [8, 16, 16, 3]);
  const bf16 = { training: true, precision: 'bf16' } as const;
  expect(() => withoutKernels(() => encode(encoder, images, bf16))).toThrow(
    new RangeError(
      `encode: precision must be f32 where the backend has no kernel for the backbone, as ${tf.getBackend()}, got bf16`,
    ),
  );
  if (!hasFusedBackbone({ training: true })) return;
  // Which processors may refuse it is held in engine's precision.test.ts.
  if (isRefused(() => encode(encoder, images, bf16))) return;
  const [low, full] = [bf16, { training: true }].map((options) => encode(encoder, images, options));
  if (!low || !full) throw new Error('no encodings');
  // bfloat16 has 8 bits, twenty convolutions deep; statistics stay float32.
  expect(distance(low.feature, full.feature)).toBeLessThan(0.05);
  expect(distance(low.feature, full.feature)).toBeGreaterThan(1e-5);
  expect(low.feature.dtype).toBe('float32');
  const name = 'bn1.running_mean';
  const [mean, expected] = [low.batchStatistics[name], full.batchStatistics[name]];
  expect(distance(mean as tf.Tensor, expected as tf.Tensor)).toBeLessThan(0.02);
  const cosine = tf.tidy(() => {
    const [a, b] = [bf16, { training: true }].map((options) =>
      tf.concat(
        gradients(encoder, images, options).map(([, gradient]) => tf.reshape(gradient, [-1])),
      ),
    ) as [tf.Tensor1D, tf.Tensor1D];
    return tf.div(tf.dot(a, b), tf.mul(tf.norm(a), tf.norm(b))).dataSync()[0] ?? NaN;
  });
  // PyTorch's bf16 autocast on a full ResNet-18: 0.94.
  expect(cosine).toBeGreaterThan(0.9);
});
