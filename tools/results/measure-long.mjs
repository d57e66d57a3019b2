/** How a longer training does against raw pixels, image by image, and with few labels. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { fromPackage } from '../measurement/from-package.mjs';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));

/**
 * @param {string} folder of the run.
 * @param {typeof import('./program.mjs').longRun} program
 * @param {{ mcnemarTest: typeof import('@jssl/eval').mcnemarTest, isQuick: boolean }} options
 */
export async function measureLong(
  folder,
  { data, labels, imagesOfClass, settings, supervisedEpochs },
  options,
) {
  const { mcnemarTest, isQuick } = options;
  const { openDataset } = await fromPackage('data');
  const { loadEngine } = await fromPackage('engine');
  await loadEngine();
  const features = await fromPackage('features');
  const { encoderFeatures, evaluateFewLabels, loadEncoder, pixelFeatures, reportKnn } = features;
  const opened = await openDataset(data);
  const { seed } = settings;
  const { encoder, views } = loadEncoder(folder);
  const random = features.untrainedEncoder(encoder, seed);
  const extracts = {
    trained: encoderFeatures(encoder),
    pixels: pixelFeatures,
    random: encoderFeatures(random),
  };
  const train = isQuick ? features.limitImages(opened.train, 2000, seed) : opened.train;
  /** @type {Record<string, Awaited<ReturnType<typeof reportKnn>>>} */
  const knn = {};
  /** @type {Record<string, number[]>} */
  const few = {};
  for (const [name, extract] of Object.entries(extracts)) {
    const embedded = await features.embedForEvaluation(extract, opened, { views, train });
    knn[name] = await reportKnn(embedded, { k: 'auto', temperature: [0.1], seed });
    few[name] = [];
    for (const labelsPerClass of labels) {
      few[name].push(await evaluateFewLabels(embedded, { labelsPerClass, seed }));
    }
    embedded.dispose();
  }
  encoder.dispose();
  random.dispose();
  const summary = ({ k, top1 }) => ({ k, top1 });
  return {
    knn: Object.fromEntries(Object.entries(knn).map(([name, report]) => [name, summary(report)])),
    mcnemar: mcnemarTest(knn.trained.right, knn.pixels.right),
    fewLabels: labels.map((count, at) => ({
      labels: count,
      ...Object.fromEntries(Object.entries(few).map(([name, own]) => [name, own[at]])),
      supervised: supervised(folder, count / imagesOfClass, isQuick ? 1 : supervisedEpochs),
    })),
  };
}

/** Top-1 of the same network trained with labels from random weights, as `jssl finetune` measures it. */
function supervised(folder, fraction, epochs) {
  const flags = ['--fraction', String(fraction), '--epochs', String(epochs), '--json'];
  const { status, stdout } = spawnSync(process.execPath, [jssl, 'finetune', folder, ...flags], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`jssl finetune ${folder} ${flags.join(' ')} failed`);
  const { rows } = JSON.parse(stdout);
  const row = rows.find(({ name }) => name === 'from random weights');
  return row.last.top1;
}
