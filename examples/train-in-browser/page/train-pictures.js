/** Training on pictures in memory: the same in the page's worker and in Node. */
import { imagesInMemory } from '@jssl/data/browser';
import { embedImages, encoderFeatures } from '@jssl/features/browser';
import { createTraining, hasPlainBackground, settingsForImages } from '@jssl/trainer/learner';

/** The side of the views that the encoder sees; pictures are stored larger, so that crops have detail. */
const VIEW_SIDE = 32;

/** Steps that are measured to see how many fit into the time, after one that also loads kernels. */
const MEASURED_STEPS = 3;

/** Pictures [N, S, S, 3] as the images of a training. */
export function imagesOf({ pixels, side, names }) {
  const shape = { height: side, width: side, channels: 3 };
  return { ...shape, train: imagesInMemory({ pixels, names, ...shape }) };
}

/**
 * A training on some pictures.
 * @param given settings of @jssl/trainer: width, epochs, seed.
 */
export function trainingOn(pictures, given) {
  const images = imagesOf(pictures);
  const count = images.train.length;
  const imageSize = Math.min(VIEW_SIDE, pictures.side);
  const settings = settingsForImages(
    { imageSize, ...given },
    { count, channels: 3, plain: hasPlainBackground(images) },
  );
  return { images, training: createTraining(images, settings) };
}

/** How many epochs fit into some seconds, by a few steps of a training that is then thrown away. */
export async function epochsIn(seconds, pictures, given) {
  const { training } = trainingOn(pictures, { ...given, epochs: MEASURED_STEPS + 1 });
  let began;
  let steps = 0;
  let stepsOfEpoch = 1;
  for await (const step of training.steps()) {
    stepsOfEpoch = step.steps;
    if (began === undefined) {
      began = performance.now();
      continue;
    }
    if (++steps === MEASURED_STEPS) break;
  }
  training.dispose();
  const secondsOfStep = (performance.now() - began) / 1000 / steps;
  return Math.max(2, Math.round(seconds / secondsOfStep / stepsOfEpoch));
}

/** Features of pictures as the encoder sees them now: unit vectors, Float32Array [N, F]. */
export async function featuresOf(pictures, { learner, views }) {
  const images = imagesOf(pictures);
  const tensor = await embedImages(encoderFeatures(learner.encoder), images.train, {
    data: images,
    views,
  });
  const values = await tensor.data();
  const [rows, columns] = tensor.shape;
  tensor.dispose();
  return { values: Float32Array.from(values), rows, columns };
}

/** The numbers of each step as lines of CSV, behind a line of names. */
export const logColumns = ['epoch', 'step', 'loss', 'spread', 'rank', 'learning_rate'];

export function logLine({ epoch, step, losses, health, learningRate }) {
  const { featureSpread = '', effectiveRank = '' } = health;
  return [epoch, step, losses.loss, featureSpread, effectiveRank, learningRate].join(',');
}
