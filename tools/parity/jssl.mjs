/** JSSL as it is built in packages/, on the native engine in float32. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromPackage, tf } from '../measurement/from-package.mjs';

process.env.JSSL_BACKEND = 'native';
export { fromPackage, tf };

const { loadEngine } = await fromPackage('engine');
const { openDataset, selectImages } = await fromPackage('data');
const { randomStream } = await fromPackage('features');
const { defaultTrainConfig } = await fromPackage('trainer');
const { createLearner } = await fromPackage('trainer', 'learner');
const { initialEncoder } = await fromPackage('trainer', 'initial-encoder');
const { builtInMethods } = await fromPackage('trainer', 'built-in-methods');

const engine = await loadEngine();

export const readSettings = (folder) =>
  JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));

/** Fashion-MNIST with its first `images` training images alone; mean and deviation are those of all. */
export async function openImages({ images }) {
  const data = await openDataset('fashion-mnist');
  const first = Int32Array.from({ length: images }, (_, at) => at);
  return { ...data, train: selectImages(data.train, first) };
}

/**
 * The configuration of a run. τ_n is the methods' own default, which is passed to PyTorch.
 * @returns {import('@jssl/trainer').TrainConfig}
 */
export function trainConfig(settings, method) {
  const { width, featureDim, m, temperature, momentum, batchSize, lr, weightDecay } = settings;
  const { k, knnTemperature, epochs, seed } = settings;
  return {
    ...defaultTrainConfig,
    ...{ method, arch: 'resnet18', width, featureDim, m, temperature, momentum, batchSize },
    ...{ lr, weightDecay, k, knnTemperature, epochs, seed, evalEvery: epochs },
  };
}

/** Everything that learns at the first step of a run, as `train` makes it. */
export function newLearner(config, channels) {
  const encoder = initialEncoder(config, channels);
  const random = randomStream(config.seed, 'queues');
  const method = builtInMethods[config.method];
  return createLearner(encoder, method, { settings: config, random });
}

/** Whole or not at all: a file that is there is a run that is done. */
export function writeResult(file, result) {
  mkdirSync(dirname(file), { recursive: true });
  const versions = `TensorFlow ${engine.tensorflowVersion}, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(`${file}.part`, JSON.stringify({ ...result, date, versions }));
  renameSync(`${file}.part`, file);
}
