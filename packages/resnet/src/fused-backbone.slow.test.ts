import * as tf from '@tensorflow/tfjs-core';

import { encode, type EncodeOptions } from './encode.js';
import { createEncoder, type Encoder } from './encoder.js';
import { defaultEncoderConfig, type EncoderConfig } from './encoder-config.js';
import { randomFrom } from './fixtures/tiny-encoder.js';
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

describe.each(cases)('%s by one kernel and by ordinary operations', (_, config, splits) => {
  const options = { training: true, splits };

  test('gives the same outputs and batch statistics', () => {
    const { encoder, images } = createPair(config, [4, 19, 22, 3]);
    const fused = encode(encoder, images, options);
    const composed = withoutKernels(() => encode(encoder, images, options));
    for (const output of ['feature', 'p', 'n', 'rawFeature'] as const) {
      // Rounding alone: another order of the sums, fifty layers deep.
      expect(distance(fused[output], composed[output])).toBeLessThan(3e-5);
    }
    expect(Object.keys(fused.batchStatistics).sort()).toEqual(
      Object.keys(composed.batchStatistics).sort(),
    );
    for (const [name, statistic] of Object.entries(fused.batchStatistics)) {
      const other = composed.batchStatistics[name];
      if (!other) throw new Error(`no statistic ${name}`);
      expect(distance(statistic, other)).toBeLessThan(3e-5);
    }
  });

  test('gives the same gradients', () => {
    const { encoder, images } = createPair(config, [4, 19, 22, 3]);
    const fused = gradients(encoder, images, options);
    const composed = withoutKernels(() => gradients(encoder, images, options));
    fused.forEach(([name, gradient], at) => {
      const [other, expected] = composed[at] ?? [];
      expect(other).toBe(name);
      expect(distance(gradient, expected as tf.Tensor)).toBeLessThan(1e-4);
    });
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
  const composed = withoutKernels(() => gradient(images));
  expect(fused.shape).toEqual(images.shape);
  expect(distance(fused, composed)).toBeLessThan(1e-4);
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

test('bf16 is close to f32, or refused where no kernel offers it', () => {
  const { encoder, images } = createPair({ depth: 18 }, [8, 16, 16, 3]);
  const bf16 = { training: true, precision: 'bf16' } as const;
  expect(() => withoutKernels(() => encode(encoder, images, bf16))).toThrow(
    new RangeError(
      `encode: precision must be f32 where the backend has no kernel for the backbone, as ${tf.getBackend()}, got bf16`,
    ),
  );
  if (!hasFusedBackbone({ training: true })) return;
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
