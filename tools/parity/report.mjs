/** The results as Markdown, with their verdicts. */
import { machine } from '../measurement/machine.mjs';
import {
  convolutions,
  mistakes,
  torchVariations,
  trainedMethods,
  tracedMethods,
} from './settings.mjs';
import {
  compareMeans,
  difference,
  EQUIVALENT,
  predictionIntervals,
  SAME_ENCODER,
  spans,
  withinRounding,
} from './verdicts.mjs';

const TEST_IMAGES = 10_000;
const names = {
  float32: 'PyTorch',
  'float32-channels-last': 'PyTorch, channels-last',
};

const percent = (share) => `${(share * 100).toFixed(2)} %`;
const points = (share) => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(2)}`;
const small = (number) => (number === 0 ? '0' : number.toExponential(1));
const verdict = (holds) => (holds ? 'pass' : '**FAIL**');

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** JSSL's runs, one for each convolution setting. */
const own = convolutions.map((name) => `jssl-${name}`);

const shownSteps = [1, 2, 5, 10, 20, 50, 100, 150, 200];

/** Losses of a method side by side at some of the steps. */
function lossTable(method, { trace }) {
  const runs = trace[method];
  const exact = runs.float64.losses;
  const rows = shownSteps
    .filter((step) => step <= exact.length)
    .map((step) => {
      const loss = (run) => runs[run].losses[step - 1];
      return [
        step,
        ...['float64', 'float32', ...own].map((run) => loss(run).toFixed(6)),
        ...own.map((run) => small(Math.abs(loss(run) / loss('float32') - 1))),
        small(Math.abs(loss('float32-channels-last') / loss('float32') - 1)),
      ];
    });
  const head = [
    `${method}, loss at step`,
    'PyTorch float64',
    'PyTorch',
    ...convolutions.map((name) => `JSSL, ${name}`),
    ...convolutions.map((name) => `JSSL, ${name}, from PyTorch`),
    'PyTorch from itself, channels-last',
  ];
  return table(head, rows);
}

/** How far the losses are from those in float64, span by span. */
function differenceTable({ trace }, verdicts) {
  const rows = tracedMethods.flatMap((method) => {
    const runs = trace[method];
    const exact = runs.float64.losses;
    return spans
      .filter(([, to]) => to <= exact.length)
      .map((span) => {
        const of = (run) => difference(runs[run].losses, exact, span);
        const theirs = torchVariations.map(of);
        const ours = own.map(of);
        const holds = ours.every((one) => withinRounding(one, theirs, span));
        verdicts.push(holds);
        const [from, to] = span;
        const steps = from === to ? `${from}` : `${from} to ${to}`;
        return [method, steps, ...theirs.map(small), ...ours.map(small), verdict(holds)];
      });
  });
  const head = ['method', 'steps', ...torchVariations.map((run) => names[run])];
  head.push(...convolutions.map((name) => `JSSL, ${name}`), '');
  return table(head, rows);
}

/** What the same measure says of mistakes made on purpose. */
function mistakeTable({ trace }) {
  const runs = trace['jaccard-moco'];
  const exact = runs.float64.losses;
  const rows = Object.entries(mistakes).map(([name, words]) => {
    const columns = spans.slice(0, 2).map((span) => {
      const of = (run) => difference(runs[run].losses, exact, span);
      const own = of(name);
      return [small(own), withinRounding(own, torchVariations.map(of), span)];
    });
    const seen = columns.some(([, within]) => !within);
    return [words, ...columns.map(([own]) => own), seen ? 'seen' : 'not seen'];
  });
  return table(['mistake in PyTorch', 'step 1', 'steps 2 to 10', ''], rows);
}

/** kNN accuracy after the last step. */
function knnTable({ trace }, quantile, verdicts) {
  const torchRuns = ['float64', ...torchVariations];
  const theirs = tracedMethods.map((method) => torchRuns.map((run) => trace[method][run].knn));
  const intervals = predictionIntervals(theirs, quantile);
  const rows = tracedMethods.map((method, at) => {
    const [low, high] = intervals[at];
    const ours = own.map((run) => trace[method][run].knn);
    const measured = own.map((run) => trace[method][`${run}-measured`].knn);
    const holds = ours.every(
      (one, run) => one >= low && one <= high && Math.abs(measured[run] - one) <= SAME_ENCODER,
    );
    verdicts.push(holds);
    return [
      method,
      ...theirs[at].map(percent),
      `${percent(low)} to ${percent(high)}`,
      ours.map(percent).join(', '),
      measured.map(percent).join(', '),
      verdict(holds),
    ];
  });
  const head = [
    ...['method', 'PyTorch float64', ...torchVariations.map((run) => names[run])],
    ...[
      '95 % of such runs',
      `JSSL, ${convolutions.join(', ')}`,
      "JSSL's encoders, measured by PyTorch",
      '',
    ],
  ];
  return table(head, rows);
}

/** kNN accuracy of trainings that share nothing but the images and the settings. */
function randomTable({ random }, { judgeDifferences, quantile, unpairedEstimate }, verdicts) {
  const accuracies = (method, side) => random[method][side].map((run) => run.knn);
  const judged = judgeDifferences(
    trainedMethods.map((method) =>
      unpairedEstimate(accuracies(method, 'jssl'), accuracies(method, 'pytorch')),
    ),
    { margin: EQUIVALENT },
  );
  const rows = trainedMethods.map((method, at) => {
    const knn = (side) => accuracies(method, side);
    const { own, other, gap, interval } = compareMeans(knn('jssl'), knn('pytorch'), quantile);
    const { outcome, adjustedEquivalence } = judged[at];
    verdicts.push(outcome === 'equivalent');
    const shown = (side, { mean, deviation }) =>
      `${percent(mean)} ± ${percent(deviation)} (${knn(side)
        .map((one) => (one * 100).toFixed(2))
        .join(', ')})`;
    return [
      method,
      shown('jssl', own),
      shown('pytorch', other),
      `${points(gap)} (${points(interval[0])} to ${points(interval[1])})`,
      adjustedEquivalence.toFixed(3),
      outcome === 'equivalent' ? 'pass: equivalent' : `**${outcome}**`,
    ];
  });
  const head = [
    'method',
    'JSSL',
    'PyTorch',
    'difference in points, 95 % interval',
    'p of equivalence',
    '',
  ];
  return table(head, rows);
}

/** Mean loss of each epoch, averaged over the seeds. */
function epochTable({ random }) {
  const rows = trainedMethods.flatMap((method) =>
    ['jssl', 'pytorch'].map((side) => {
      const runs = random[method][side];
      const epochs = runs[0].losses.map(
        (_, epoch) => runs.reduce((sum, { losses }) => sum + losses[epoch], 0) / runs.length,
      );
      return [
        method,
        { jssl: 'JSSL', pytorch: 'PyTorch' }[side],
        ...epochs.map((loss) => loss.toFixed(3)),
      ];
    }),
  );
  const epochs = rows[0].slice(2).map((_, at) => `epoch ${at + 1}`);
  return table(['method', '', ...epochs], rows);
}

/**
 * @param results `trace` by method and run, `random` by method and side.
 * @param {Pick<typeof import('@jssl/eval'), 'judgeDifferences' | 'unpairedEstimate'> & { quantile: Function }} statistics
 * @returns the Markdown, and whether all of it passes.
 */
export function report(results, settings, statistics) {
  const { quantile } = statistics;
  const { width, batchSize, images, steps, epochs, seed, seeds, m, temperature, momentum } =
    settings;
  const all = [
    ...Object.values(results.trace).flatMap((runs) => Object.values(runs)),
    ...Object.values(results.random).flatMap(({ jssl, pytorch }) => [...jssl, ...pytorch]),
  ];
  const versions = [...new Set(all.map((run) => run.versions))].sort();
  const date = all
    .map((run) => run.date)
    .sort()
    .at(-1);
  const verdicts = [];
  const sections = [
    `${date}, ${machine()}. ${versions.join('; ')}. ResNet-18 of width ${width}, 3x3 stem, the first ${images.toLocaleString('en')} training images of Fashion-MNIST (28x28, gray), batches of ${batchSize}, queues of ${m.toLocaleString('en')}, τ = ${temperature}, key momentum ${momentum}, Adam ${settings.lr} with L2 weight decay ${settings.weightDecay}, float32; kNN: k = ${settings.k}, τ = ${settings.knnTemperature}, ${TEST_IMAGES.toLocaleString('en')} test images.`,
    `### Same weights, same batches: ${steps} steps, seed ${seed}`,
    'Relative difference of the losses from PyTorch in float64, root mean square over the steps:',
    differenceTable(results, verdicts),
    'The same for deliberate mistakes, in jaccard-moco:',
    mistakeTable(results),
    `kNN top-1 after ${steps} steps:`,
    knnTable(results, quantile, verdicts),
    'Losses at some steps:',
    ...tracedMethods.map((method) => lossTable(method, results)),
    `### Random weights, separate batches: ${epochs} epochs, seeds ${seeds.join(', ')}`,
    'kNN top-1, mean ± standard deviation (each seed):',
    randomTable(results, statistics, verdicts),
    `p of equivalence is that of two one-sided t tests within ${100 * EQUIVALENT} points, corrected for the two methods (Holm).`,
    'Mean loss of the epochs, averaged over the seeds:',
    epochTable(results),
  ];
  return { markdown: sections.join('\n\n'), passed: verdicts.every(Boolean) };
}
