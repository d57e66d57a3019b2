/**
 * JSSL's side of a benchmark: prepares a case, then runs it once for each line of standard input.
 *
 * Usage: node jssl-worker.mjs CASE_JSON ROW
 * ROW is jssl-f32, jssl-bf16, jssl-wasm, or floor-f32 and floor-bf16: the convolutions of the step alone; with
 * `"device": "cuda"` in the case also jssl-tf32, and jssl-f32 is without TF32.
 * Each run answers {"ms": ..., "cpuMs": ...}; the end of input {"peakMB": ...}.
 */
import { createInterface } from 'node:readline';
import { fromPackage, tf } from '../measurement/from-package.mjs';

const [definition = '{}', row = 'jssl-f32'] = process.argv.slice(2);
const settings = JSON.parse(definition);
const precision = row.endsWith('bf16') ? 'bf16' : 'f32';
const native = settings.device === 'cuda' ? 'gpu' : 'native';
process.env.JSSL_BACKEND = row === 'jssl-wasm' ? 'wasm' : native;
process.env.JSSL_TF32 = row === 'jssl-f32' ? 'off' : 'on';

const { loadEngine } = await fromPackage('engine');
const engine = await loadEngine();
const { keyedRandom } = await fromPackage('augment');
const random = keyedRandom(0);

function uniform(shape) {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => 2 * random() - 1),
    shape,
  );
}

const unitRows = (rows, columns) =>
  tf.tidy(() => {
    const values = uniform([rows, columns]);
    return tf.div(values, tf.norm(values, 2, 1, true));
  });

const makers = {
  async step({ depth, width = 64, size, batch, queue }) {
    const { createEncoder, defaultEncoderConfig } = await fromPackage('resnet');
    const { createJaccardMoco } = await fromPackage('trainer', 'jaccard-moco');
    const { createLearner, defaultTrainConfig } = await fromPackage('trainer');
    const encoder = createEncoder({ ...defaultEncoderConfig, depth, width }, random);
    const config = { ...defaultTrainConfig, m: queue, batchSize: batch };
    const learner = createLearner(encoder, createJaccardMoco, {
      ...{ settings: config, precision, random },
    });
    const view = () => uniform([batch, size, size, 3]);
    /** @type {import('@jssl/trainer').Views} */
    const views = [view(), view()];
    return () => learner.step(views, { random, learningRate: config.lr });
  },

  async floor({ depth, width = 64, size, batch }) {
    const { createEncoder, defaultEncoderConfig } = await fromPackage('resnet');
    const { convolutionCalls } = await import('./convolution-calls.mjs');
    const config = { ...defaultEncoderConfig, depth, width };
    const encoder = createEncoder(config, random);
    return convolutionCalls({
      encoder,
      images: [batch, size, size, 3],
      precision,
      fromPackage,
      uniform,
    });
  },

  async embed({ depth, size, batch }) {
    const { createEncoder, defaultEncoderConfig, encode } = await fromPackage('resnet');
    const encoder = createEncoder({ ...defaultEncoderConfig, depth }, random);
    const images = uniform([batch, size, size, 3]);
    return () =>
      tf.tidy(() => {
        encode(encoder, images, { training: false, precision }).feature.dataSync();
      });
  },

  async views({ size, batch }) {
    const { applyViews, defaultViewOptions, imagesFromBytes, sampleView } =
      await fromPackage('augment');
    const bytes = Uint8Array.from({ length: batch * size * size * 3 }, () => 256 * random());
    const options = { ...defaultViewOptions, size };
    let image = 0;
    return () =>
      tf.tidy(() => {
        const images = imagesFromBytes(bytes, [batch, size, size, 3]);
        for (let view = 0; view < 2; view++) {
          const views = Array.from({ length: batch }, () =>
            sampleView([size, size], options, keyedRandom(image++)),
          );
          applyViews(images, views, options).dataSync();
        }
      });
  },

  async knn({ queries: count, bank: size, features, k, classes }) {
    const { knnAccuracy } = await fromPackage('eval');
    const [bank, queries] = [unitRows(size, features), unitRows(count, features)];
    const labeled = (length) => Int32Array.from({ length }, () => classes * random());
    const [labels, targets] = [labeled(size), labeled(count)];
    return () => knnAccuracy({ bank, labels, queries, targets }, { k, temperature: 0.1, classes });
  },

  async loss({ batch, dimension, queue }) {
    const { mocoJaccardLoss } = await fromPackage('jaccard-loss');
    const [keyP, keyN, queryP, queryN] = [0, 1, 2, 3].map(() => unitRows(batch, dimension));
    const [queueP, queueN] = [0, 1].map(() => unitRows(queue, dimension));
    const gradients = tf.valueAndGrads((p, n) => {
      const inputs = { queryP: p, keyP, queryN: n, keyN, queueP, queueN };
      return mocoJaccardLoss(inputs, { temperature: 0.5, weights: [0.8, 0.1, 0.1] }).loss;
    });
    return () =>
      tf.tidy(() => {
        gradients([queryP, queryN]).value.dataSync();
      });
  },
};

const { repeat = 1 } = settings;
const run = await makers[row.startsWith('floor') ? 'floor' : settings.kind](settings);
const answer = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);
const version = engine.tensorflowVersion ? `TensorFlow ${engine.tensorflowVersion}` : engine.name;
answer({ ready: `Node ${process.version}, ${version}` });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
while (!(await lines.next()).done) {
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  let ms;
  for (let done = 0; done < repeat; done++) ms = await run();
  const { user, system } = process.cpuUsage(cpuBegan);
  answer({
    ms: typeof ms === 'number' ? ms : (performance.now() - began) / repeat,
    // Of all threads.
    cpuMs: (user + system) / 1000 / repeat,
  });
}
answer({ peakMB: process.resourceUsage().maxRSS / 1024 });
