/**
 * JSSL's side of the comparison from the same weights on the same batches.
 *
 * Usage: JSSL_CONVOLUTION=CONVOLUTION node jssl-trace.mjs FOLDER METHOD CONVOLUTION
 * Writes FOLDER/trace/METHOD/jssl-CONVOLUTION.json, the loss of each step and the kNN accuracy after the last, and the
 * encoder.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  fromPackage,
  newLearner,
  openImages,
  readSettings,
  tf,
  trainConfig,
  writeResult,
} from './jssl.mjs';
import { readNpyRows } from './npy.mjs';

const { encodeSafetensors, stateDict } = await fromPackage('resnet');
const { encoderFeatures, embedForEvaluation, evaluateKnn, randomStream } =
  await fromPackage('features');
const { viewOptionsFor } = await fromPackage('trainer');

const [folder, method, convolution] = process.argv.slice(2);
const settings = readSettings(folder);
const data = await openImages(settings);
const config = trainConfig(settings, method);
const { seed, batchSize, lr, k, knnTemperature } = config;
/** @type {[number, number, number, number]} */
const shape = [batchSize, data.height, data.width, data.channels];
const size = shape.reduce((product, length) => product * length, 1);
const stepsOfEpoch = Math.floor(data.train.length / batchSize);

const learner = newLearner(config, data.channels);
const losses = [];
for (const pair of readNpyRows(join(folder, 'exchange', 'views.npy'), '<f4', 2 * size)) {
  const view = (at) => tf.tensor4d(pair.subarray(at * size, (at + 1) * size), shape);
  const views = [view(0), view(1)];
  const [epoch, index] = [
    1 + Math.floor(losses.length / stepsOfEpoch),
    losses.length % stepsOfEpoch,
  ];
  // It gives the key encoder's permutation, the one in permutations.npy.
  const random = randomStream(seed, 'step', epoch, index);
  losses.push(learner.step(views, { random, learningRate: lr }).losses.loss);
  tf.dispose(views);
}

const { encoder } = learner;
const extract = encoderFeatures(encoder);
const views = viewOptionsFor(config, data);
const features = await embedForEvaluation(extract, data, { views });
const { top1 } = await evaluateKnn(features, { k, temperature: knnTemperature });
const traces = join(folder, 'trace', method);
mkdirSync(traces, { recursive: true });
writeFileSync(
  join(traces, `jssl-${convolution}.safetensors`),
  encodeSafetensors(stateDict(encoder)),
);
writeResult(join(traces, `jssl-${convolution}.json`), { losses, knn: top1 });
