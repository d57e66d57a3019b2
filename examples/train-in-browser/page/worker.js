/** The training, away from the page's thread, so that the page can always be used. */
import { nearestNeighbors } from '@jssl/eval';
import { fillNames } from '@jssl/settings';
import { healthWarnings } from '@jssl/trainer/learner';
import * as tf from '@tensorflow/tfjs-core';

import { encoderFile } from './encoder-files.js';
import { mapPositions } from './map-positions.js';
import { startBackend } from './start-backend.js';
import { epochsIn, featuresOf, logColumns, logLine, trainingOn } from './train-pictures.js';

/** Pictures whose views are shown. */
const SHOWN_VIEWS = 6;
/** Seconds between two sets of views. */
const VIEWS_EVERY = 2;
/** A map takes at most this share of the time. */
const MAP_SHARE = 0.1;
/** Neighbors that are compared for the share of the same kind. */
const SAME_KIND_OF = 5;

let pictures; // { pixels, side, names, labels? }
let training;
let features; // of the last map
let axes;
let epochs = []; // the metrics of each
let log = []; // lines of CSV
let ofEpoch = []; // its steps so far, without their views
let isWanted = false;
let mapSeconds = 0;
let mapAt = -Infinity;

const seconds = () => performance.now() / 1000;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A sentence for a person; what the libraries throw is one already. */
function tell(error) {
  postMessage({ type: 'error', message: error.message.replace(/^start\w+: /, '') });
}

const actions = {
  async start({ pictures: given, settings, minutes, backend }) {
    pictures = given;
    isWanted = true;
    const name = await startBackend(backend, (error) => {
      isWanted = false;
      tell(new Error(`${error.message}; reload the page, and choose the processor`));
    });
    postMessage({ type: 'backend', name });
    const all = { ...settings };
    all.epochs ??= await epochsIn(60 * minutes, pictures, all);
    training?.dispose();
    ({ training } = trainingOn(pictures, all));
    [axes, epochs, ofEpoch, log] = [undefined, [], [], [logColumns.join(',')]];
    const { config, learner } = training;
    const { noLearningLoss } = learner.method;
    const { method, arch, width, batchSize } = config;
    postMessage({
      type: 'settings',
      epochs: config.epochs,
      noLearningLoss,
      method,
      arch,
      width,
      batchSize,
    });
    await sendMap(0);
    await run();
  },

  async continue() {
    isWanted = true;
    await run();
  },

  async neighbors({ index, picture, count }) {
    const query = picture ? await featuresOf(picture, training) : rowOf(index);
    const found = await nearest(query, Math.min(count + 1, features.rows));
    const others = found[0].filter(({ place }) => place !== index).slice(0, count);
    postMessage({ type: 'neighbors', index, found: others });
  },

  async download({ format }) {
    if (format === 'log') {
      const bytes = new TextEncoder().encode(`${log.join('\n')}\n`);
      postMessage({ type: 'file', name: 'training.csv', bytes });
      return;
    }
    postMessage({ type: 'file', ...(await encoderFile(format, training)) });
  },
};

// One action at a time; a training hands over between two steps.
let isBusy = false;
const waiting = [];

onmessage = async ({ data }) => {
  if (data.type === 'stop') isWanted = false;
  else waiting.push(data);
  if (isBusy) return;
  isBusy = true;
  await handleWaiting();
  isBusy = false;
};

async function handleWaiting() {
  for (let data = waiting.shift(); data; data = waiting.shift()) {
    await actions[data.type](data).catch(tell);
  }
}

/** The steps that are left, until they are done or not wanted any more. */
async function run() {
  let viewsAt = -Infinity;
  let [began, steps] = [seconds(), 0];
  const { batchSize, epochs: wantedEpochs } = training.config;
  for await (const step of training.steps()) {
    const { epoch, losses } = step;
    if (!Number.isFinite(losses.loss)) {
      throw new Error('The loss is not a number any more: start again with another seed');
    }
    log.push(logLine(step));
    ofEpoch.push({ losses, health: step.health });
    const each = (seconds() - began) / ++steps;
    const left = (wantedEpochs - epoch + 1) * step.steps - step.step;
    postMessage({
      ...{ type: 'step', epoch, step: step.step, steps: step.steps, loss: losses.loss },
      imagesPerSecond: batchSize / each,
      secondsLeft: left * each,
    });
    if (seconds() - viewsAt > VIEWS_EVERY) {
      await sendViews(step.views);
      viewsAt = seconds();
    }
    if (step.step === step.steps) {
      sendEpoch(epoch, ofEpoch);
      ofEpoch = [];
      const isDue = seconds() - mapAt > mapSeconds / MAP_SHARE;
      if (isDue || epoch === wantedEpochs) await sendMap(epoch);
    }
    await handleWaiting();
    if (!isWanted) break;
  }
  const isDone = epochs.length === wantedEpochs;
  if (!isDone) await sendMap(epochs.length);
  postMessage({ type: isDone ? 'done' : 'stopped' });
}

/** The health of an epoch, as a run of jssl records it. */
function sendEpoch(epoch, steps) {
  const measured = steps.filter(({ health }) => health.featureSpread !== undefined);
  const metrics = {
    epoch,
    trainLoss: mean(steps.map(({ losses }) => losses.loss)),
    noLearningLoss: training.learner.method.noLearningLoss,
    queueFill: training.learner.method.queueFill?.(),
    ...(measured.length > 0 && {
      featureSpread: mean(measured.map(({ health }) => health.featureSpread)),
    }),
    effectiveRank: steps.at(-1).health.effectiveRank,
  };
  epochs.push(metrics);
  const warnings = healthWarnings(epochs).map((one) => fillNames(one));
  postMessage({ type: 'epoch', ...metrics, warnings });
}

/** The views of the first images of a batch, as pixels. */
async function sendViews(pair) {
  const { size, mean: means, std } = training.views;
  const read = pair.map(async (views) => {
    const some = tf.tidy(() =>
      tf.slice(views, 0, [Math.min(SHOWN_VIEWS, views.shape[0]), -1, -1, -1]),
    );
    const values = await some.data();
    some.dispose();
    return Uint8ClampedArray.from(
      values,
      (value, at) => 255 * (value * std[at % 3] + means[at % 3]),
    );
  });
  postMessage({ type: 'views', size, views: await Promise.all(read) });
}

/** Where each picture lies on the map, and how many of its neighbors are of its kind. */
async function sendMap(epoch) {
  const began = seconds();
  features = await featuresOf(pictures, training);
  const map = mapPositions(features, axes);
  axes = map.axes;
  const sameKind = pictures.labels && (await shareOfSameKind());
  postMessage({ type: 'map', epoch, positions: map.positions, sameKind });
  mapAt = seconds();
  mapSeconds = mapAt - began;
}

const rowOf = (index) => {
  const { values, columns } = features;
  return { values: values.subarray(index * columns, (index + 1) * columns), rows: 1, columns };
};

/** The nearest pictures of each query. */
async function nearest(queries, count) {
  const tensorOf = ({ values, rows, columns }) => tf.tensor2d(values, [rows, columns]);
  const [query, bank] = [tensorOf(queries), tensorOf(features)];
  try {
    return await nearestNeighbors(query, [bank], count);
  } finally {
    tf.dispose([query, bank]);
  }
}

async function shareOfSameKind() {
  const { labels } = pictures;
  const found = await nearest(features, SAME_KIND_OF + 1);
  const shares = found.map((row, own) => {
    const others = row.filter(({ place }) => place !== own).slice(0, SAME_KIND_OF);
    return mean(others.map(({ place }) => Number(labels[place] === labels[own])));
  });
  return mean(shares);
}
