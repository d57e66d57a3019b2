/**
 * What the two heads of a trained Jaccard encoder do: how far cos p and cos n say the same, how far apart J and the
 * cosine put pairs, and how large the gradients of the terms of the loss are. The numbers are quoted in
 * docs/explanation/why-jaccard.md.
 *
 * Usage: node tools/results/heads.mjs RUN [DATA] [--images 256] [--temperature 0.05]
 */
import { parseArgs } from 'node:util';

import { fromPackage, tf } from '../measurement/from-package.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    images: { type: 'string', default: '256' },
    temperature: { type: 'string' },
  },
});
const [run, source] = positionals;
if (run === undefined) {
  process.stderr.write('heads: pass the folder of a run of jaccard-moco or jaccard-simclr\n');
  process.exit(2);
}
const { loadEngine } = await fromPackage('engine');
const { openDataset } = await fromPackage('data');
const { loadEncoder, viewPair } = await fromPackage('features');
const { readRunConfig } = await fromPackage('trainer');
const { encode } = await fromPackage('resnet');
const { jaccardSimilarity, simclrJaccardLoss } = await fromPackage('jaccard-loss');

await loadEngine();
const recorded = readRunConfig(run);
const temperature = Number(values.temperature ?? recorded.config.temperature);
const data = await openDataset(source ?? recorded.source);
const { encoder, views } = loadEncoder(run);
const test = data.test ?? data.train;
const indices = Int32Array.from(
  { length: Math.min(Number(values.images), test.length) },
  (_, at) => at,
);
const batch = { indices, pixels: test.read(indices) };
const pair = viewPair(batch, { data, views, seed: 0, epoch: 1 });
const [first, second] = pair.map((view) => encode(encoder, view, { training: false }));

const count = indices.length;
const cosines = (one, other) => tf.matMul(one, other, false, true);
const [p, n] = [cosines(first.p, second.p), cosines(first.n, second.n)];
const j = jaccardSimilarity(p, n);
/** The values of a matrix [N, N] on its diagonal, positive pairs, or off it, unrelated images. */
const part = (matrix, isPositive) =>
  Array.from(matrix.dataSync()).filter(
    (_, at) => (Math.floor(at / count) === at % count) === isPositive,
  );
const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const deviation = (numbers) => {
  const center = mean(numbers);
  return Math.sqrt(mean(numbers.map((one) => (one - center) ** 2)));
};
const negatives = { p: part(p, false), n: part(n, false), j: part(j, false) };
const margin = (matrix, own) => mean(part(matrix, true)) - mean(own);
const centered = (numbers) => {
  const center = mean(numbers);
  return numbers.map((one) => one - center);
};
const [ofP, ofN] = [centered(negatives.p), centered(negatives.n)];
const correlation =
  mean(ofP.map((one, at) => one * ofN[at])) / (deviation(negatives.p) * deviation(negatives.n));
const diagonal = negatives.p.map((one) => (1 + one) / (3 - one));
const [ofJ, ofDiagonal] = [centered(negatives.j), centered(diagonal)];

/** The norm of the gradient of a term, with its weight, at the embeddings p of the first views. */
function gradient(weights) {
  const loss = (p1) =>
    simclrJaccardLoss(
      { p1, p2: second.p, n1: first.n, n2: second.n },
      { temperature, temperatureN: recorded.config.temperatureN ?? 0.2, weights },
    ).loss;
  return tf.grad(loss)(first.p).norm().dataSync()[0];
}

const lines = {
  'temperature of the loss': temperature,
  'correlation of cos p and cos n over negatives': correlation.toFixed(3),
  'correlation of J and (1 + cos p) / (3 - cos p)': (
    mean(ofJ.map((one, at) => one * ofDiagonal[at])) /
    (deviation(negatives.j) * deviation(diagonal))
  ).toFixed(3),
  'spread of negatives, J / cos p': (deviation(negatives.j) / deviation(negatives.p)).toFixed(2),
  'pair minus negatives, J / cos p': (margin(j, negatives.j) / margin(p, negatives.p)).toFixed(2),
  'gradient at head p, 0.8 J / 0.1 cos p': (gradient([0.8, 0, 0]) / gradient([0, 0.1, 0])).toFixed(
    2,
  ),
};
for (const [name, value] of Object.entries(lines)) process.stdout.write(`${name}: ${value}\n`);
process.exit(0);
