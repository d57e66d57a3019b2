/**
 * Writes what both sides start from: images, initial weights, queues, and the views and permutations of each
 * step.
 *
 * Usage: node jssl-exchange.mjs FOLDER
 * Reads FOLDER/settings.json; writes FOLDER/data and FOLDER/exchange, and last FOLDER/exchange/done.json.
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
import { writeNpy } from './npy.mjs';

const { randomPermutation } = await fromPackage('moco');
const { encodeSafetensors, stateDict } = await fromPackage('resnet');
const { randomStream, trainingBatches, viewPair } = await fromPackage('features');
const { viewOptionsFor } = await fromPackage('trainer');

const [folder] = process.argv.slice(2);
const settings = readSettings(folder);
const data = await openImages(settings);
const shape = [data.height, data.width, data.channels];

mkdirSync(join(folder, 'data'), { recursive: true });
for (const split of ['train', 'test']) {
  const { length, labels } = data[split];
  const all = Int32Array.from({ length }, (_, at) => at);
  const file = (name) => join(folder, 'data', `${split}-${name}.npy`);
  writeNpy(file('images'), '|u1', [length, ...shape], [data[split].read(all)]);
  writeNpy(file('labels'), '<i4', [length], [labels]);
}
const { mean, std } = data;
writeFileSync(join(folder, 'data', 'moments.json'), JSON.stringify({ mean, std }));

const exchange = join(folder, 'exchange');
mkdirSync(exchange, { recursive: true });
const config = trainConfig(settings, 'jaccard-moco');
const learner = newLearner(config, data.channels);
const { tensors } = learner.save();
const queues = { p: tensors['method/queue/p'], n: tensors['method/queue/n'] };
writeFileSync(join(exchange, 'queues.safetensors'), encodeSafetensors(queues));
const weights = encodeSafetensors(stateDict(learner.encoder));
writeFileSync(join(exchange, 'encoder.safetensors'), weights);

const { seed, batchSize, steps } = settings;
const stepsOfEpoch = Math.floor(data.train.length / batchSize);

/** The two views of each step's images, as a training of that seed makes them. */
function* views() {
  const options = viewOptionsFor(config, data);
  for (let epoch = 1; ; epoch++) {
    const at = { seed, epoch };
    let index = 0;
    for (const batch of trainingBatches(data.train, { batchSize, ...at })) {
      if ((epoch - 1) * stepsOfEpoch + index++ === steps) return;
      const pair = viewPair(batch, { data, views: options, ...at });
      yield* pair.map((view) => view.dataSync());
      tf.dispose(pair);
    }
  }
}

/** The order in which each step's keys are encoded. */
const permutations = Array.from({ length: steps }, (_, step) => {
  const [epoch, index] = [1 + Math.floor(step / stepsOfEpoch), step % stepsOfEpoch];
  return randomPermutation(batchSize, randomStream(seed, 'step', epoch, index));
});

writeNpy(join(exchange, 'views.npy'), '<f4', [steps, 2, batchSize, ...shape], views());
writeNpy(join(exchange, 'permutations.npy'), '<i4', [steps, batchSize], permutations);
writeResult(join(exchange, 'done.json'), { shape });
