/**
 * Checks the statistics of the program on made-up records, in which each finding is known.
 *
 * Usage: node --conditions=@jssl/source --import ../testing/src/source-hooks.mjs dry-run.mjs
 * Prints the words it found; fails if one is wrong.
 */
import { deepStrictEqual, match, ok } from 'node:assert';

import { bestTemperature, judgeProgram, wordOf } from './judge-program.mjs';
import { answerMarkdown, programMarkdown } from './program-markdown.mjs';
import { jaccardTemperatures, pairs, studies } from './program.mjs';

const source = (name) => new URL(`../../packages/${name}`, import.meta.url).href;
const { crossedBootstrap, judgeDifferences, pairedEstimate } = await import(
  source('eval/src/index.ts')
);
const { decodeOutcomes, encodeOutcomes } = await import(
  source('trainer/src/comparison/outcome-bits.ts')
);
const statistics = { crossedBootstrap, decodeOutcomes, judgeDifferences, pairedEstimate };

const IMAGES = 1000;
const [ofJaccard, ofCosine] = [0.025, 0.05];

/** How far the Jaccard method is ahead with each seed, in images or queries of 1,000. */
const ahead = {
  confirmed: (seed) => 30 + (seed % 3),
  refuted: (seed) => -30 - (seed % 3),
  equivalent: (seed) => seed % 2,
  undecided: (seed) => (seed % 2 === 0 ? 60 : -50),
};

/** An encoder that is right on the first `right` of all images; each pair of queries is of one identity. */
function measuresOf(right) {
  const outcomes = Array.from({ length: IMAGES }, (_, image) => Number(image < right));
  const bits = encodeOutcomes(outcomes);
  const share = right / IMAGES;
  return {
    ...{ knn: { top1: share, top5: 1 }, linear: { top1: share, top5: 1 } },
    retrieval: { recall: [share, 1, 1], meanAveragePrecision: share, queries: IMAGES },
    outcomes: {
      ...{ knn: bits, linear: bits },
      retrieval: {
        groups: outcomes.map((_, image) => image >> 1),
        firstRanks: outcomes.map((one) => (one ? 1 : 2)),
        averagePrecisions: outcomes,
      },
    },
  };
}

const run = (method, temperature, seed, measures, weights = [0.8, 0.1, 0.1]) => ({
  ...{ name: `${method}-${temperature}-${seed}`, method, temperature, seed, weights, measures },
});
const comparison = (runs) => ({ runs, data: { testImages: IMAGES } });
const seedsOf = ({ from, count }) => Array.from({ length: count }, (_, at) => from + at);

/** A pilot whose best temperatures are known: not at an end. */
function pilot({ pilot: { seeds } }) {
  const validated = (temperature, best) => {
    const score = 1 - Math.abs(Math.log(temperature / best)) / 10;
    return {
      ...{ ...measuresOf(500), validation: score },
      validated: { linear: score, recall: score, meanAveragePrecision: score },
    };
  };
  return comparison(
    pairs.flatMap(({ jaccard, cosine }) =>
      seedsOf(seeds).flatMap((seed) =>
        jaccardTemperatures.flatMap((half) => [
          run(jaccard, half, seed, validated(half, ofJaccard)),
          run(cosine, 2 * half, seed, validated(2 * half, ofCosine)),
        ]),
      ),
    ),
  );
}

/** The records of a study in which each pair has a known finding. */
function recordsOf(study, words, seeds = study.confirm.seeds) {
  const confirm = pairs.map(({ name, jaccard, cosine }) => {
    const runs = seedsOf(seeds).flatMap((seed) => [
      run(jaccard, ofJaccard, seed, measuresOf(500 + ahead[words[name]](seed))),
      run(cosine, ofCosine, seed, measuresOf(500)),
    ]);
    return [name, comparison(runs)];
  });
  // Both controls are as good as the cosine.
  const controls = pairs.map(({ name, jaccard }) => {
    const runs = seedsOf(seeds).flatMap((seed) => [
      run(jaccard, ofJaccard, seed, measuresOf(500), [1, 0, 0]),
      run(jaccard, ofCosine, seed, measuresOf(500), [0, 0.5, 0.5]),
    ]);
    return [name, comparison(runs)];
  });
  return {
    pilot: pilot(study),
    confirm: Object.fromEntries(confirm),
    controls: Object.fromEntries(controls),
  };
}

/** All studies with the same findings. */
const program = (moco, simclr, seeds) =>
  Object.fromEntries(
    studies.map((study) => [study.name, recordsOf(study, { moco, simclr }, seeds)]),
  );

const wordsOf = (records) => {
  const { primary, hypotheses, ...others } = judgeProgram(studies, records, statistics);
  return {
    primary: primary.map(({ word }) => word),
    hypotheses: hypotheses.map(({ word }) => word),
    ...others,
  };
};

const first = program('confirmed', 'refuted');
deepStrictEqual(bestTemperature(first['fashion-mnist'].pilot, 'moco', 'kNN'), {
  temperature: ofCosine,
});
const one = wordsOf(first);
deepStrictEqual(one.hypotheses, ['confirmed', 'refuted']);
deepStrictEqual(one.primary.slice(0, 2), ['confirmed', 'refuted']);
ok(one.controls.length > 0 && one.secondary.every(({ word }) => word !== 'undecided'));

const [ofJ] = judgeProgram(studies, first, statistics).hypotheses;
deepStrictEqual(ofJ.isOfJaccard, true);

const two = wordsOf(program('equivalent', 'undecided'));
deepStrictEqual(two.hypotheses, ['equivalent', 'undecided']);

// Confirmed on one data set and refuted on another: the data decide, and nothing holds for all of them.
const mixed = program('confirmed', 'equivalent');
mixed.emoji = recordsOf(studies[1], { moco: 'refuted', simclr: 'equivalent' });
deepStrictEqual(wordsOf(mixed).hypotheses, ['undecided', 'equivalent']);

// Confirmed on one data set alone, among undecided ones.
const once = program('undecided', 'undecided');
once.icons = recordsOf(studies[2], { moco: 'confirmed', simclr: 'undecided' });
deepStrictEqual(wordsOf(once).hypotheses, ['confirmed', 'undecided']);

// Seeds are missing: nothing is judged, however clear it looks.
const early = wordsOf(program('confirmed', 'confirmed', { from: 1000, count: 7 }));
deepStrictEqual([...new Set(early.primary)], ['undecided']);
deepStrictEqual([...new Set(wordsOf({}).primary)], ['undecided']);

// A difference that is not 0, but smaller than the margin.
const few = program('undecided', 'undecided');
const study = studies[0];
const lucky = seedsOf(study.confirm.seeds).flatMap((seed) => [
  run('jaccard-moco', ofJaccard, seed, measuresOf(502)),
  run('moco', ofCosine, seed, measuresOf(500)),
]);
few[study.name].confirm.moco = comparison(lucky);
const [found] = judgeProgram(studies, few, statistics).primary;
deepStrictEqual([found.outcome, found.adjusted < 0.001], ['equivalent', true]);
// What holds over the seeds must hold over the test images too.
const twoWay = (low, high) => ({ wide: { low, high }, narrow: { low, high } });
deepStrictEqual(wordOf({ outcome: 'better', twoWay: twoWay(-0.001, 0.01) }), 'undecided');
deepStrictEqual(wordOf({ outcome: 'worse', twoWay: twoWay(-0.01, 0.001) }), 'undecided');
deepStrictEqual(wordOf({ outcome: 'equivalent', twoWay: twoWay(0.001, 0.006) }), 'undecided');
deepStrictEqual(wordOf({ outcome: 'equivalent', twoWay: twoWay(0.001, 0.004) }), 'equivalent');

// The answer names what was found, or why nothing is.
const judged = judgeProgram(studies, first, statistics);
match(answerMarkdown(judged), /\*\*jaccard-moco against moco: confirmed\.\*\* At this budget/);
match(answerMarkdown(judgeProgram(studies, {}, statistics)), /undecided\*\*, because the runs/);
match(
  programMarkdown(judged, ['jssl compare']),
  /\| Fashion-MNIST \| jaccard-moco, T 0\.025 minus/,
);

for (const words of [one, two]) process.stdout.write(`${words.hypotheses.join(' ')}\n`);
