/** The findings of the program as Markdown: the answer first, in plain words. */
import { MARGIN, pairs, studies } from './program.mjs';

const points = (share) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)}`;
const between = ({ low, high }) => `${points(low)} to ${points(high)}`;
const probability = (p) => (p < 0.001 ? '< 0.001' : p.toFixed(3));
const percent = (share) => (Number.isFinite(share) ? `${(100 * share).toFixed(2)} %` : '–');
const titleOf = (name) => studies.find((one) => one.name === name)?.title ?? name;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const means = {
  confirmed: 'is better than',
  refuted: 'is worse than',
  equivalent: `is as good as, within ${MARGIN} points,`,
  undecided: 'is neither shown to be better or worse than, nor as good as,',
};

/** The answer of one hypothesis, as a sentence. */
function answer({ pair, word, isOfJaccard, studies: own, done, planned }) {
  const { jaccard, cosine } = pairs.find(({ name }) => name === pair);
  const shown = own
    .filter(({ twoWay }) => twoWay)
    .map(
      ({ study, measure, difference, twoWay, word: each }) =>
        `${titleOf(study)}: ${points(difference)} points of ${measure} (95 % interval ${between(twoWay.wide)}), ${each}`,
    );
  if (done < planned && shown.length === 0) {
    return `**${jaccard} against ${cosine}: undecided**, because the runs are not complete: ${done} of ${planned} pairs of runs are measured, and nothing is judged before a study has all of its seeds.`;
  }
  const source =
    word !== 'confirmed'
      ? ''
      : isOfJaccard
        ? ' The same heads without J are worse, so the gain is that of the Jaccard similarity.'
        : ' The same heads without J are not shown to be worse, so the gain may be that of the second head.';
  const rest = done < planned ? ` ${done} of ${planned} pairs of runs are measured.` : '';
  return `**${jaccard} against ${cosine}: ${word}.** At this budget ${jaccard} ${means[word]} ${cosine}. ${shown.join('; ')}.${source}${rest}`;
}

/** The first paragraphs of docs/results.md. */
export function answerMarkdown({ hypotheses }) {
  return [
    'Does the Jaccard similarity give better encoders than the cosine, on a budget of two processor cores?',
    ...hypotheses.map(answer),
  ].join('\n\n');
}

function rowsOf(findings) {
  return findings.map((one) => {
    const { jaccard, cosine } = pairs.find(({ name }) => name === one.pair);
    const [ofJaccard, other] = one.temperatures.map((t) => (t === undefined ? '' : `, T ${t}`));
    const against = one.control ? `${one.control}${other}` : `${cosine}${other}`;
    const isJudged = one.adjusted !== undefined;
    return [
      titleOf(one.study),
      `${jaccard}${ofJaccard} minus ${against}`,
      one.measure,
      `${one.differences.length} of ${one.planned}`,
      one.means.map(percent).join(', '),
      isJudged ? `${points(one.difference)} (${between(one.interval)})` : '–',
      one.twoWay ? between(one.twoWay.wide) : '–',
      isJudged ? probability(one.adjusted) : '–',
      isJudged ? probability(one.adjustedEquivalence) : '–',
      one.control && one.word === 'confirmed'
        ? 'better'
        : one.control && one.word === 'refuted'
          ? 'worse'
          : `**${one.word}**`,
    ];
  });
}

const head = [
  ...['data', 'methods', 'by', 'seeds', 'means', 'difference (95 % over seeds)'],
  ...['95 % over seeds and images', 'p', 'p of equivalence', 'finding'],
];

const otherMeasures = (secondary) => [
  '### Other measures',
  table(head, rowsOf(secondary)),
  `P-values are corrected for these ${secondary.length} rows.`,
];

const controlTable = (controls) => [
  '### Control arms',
  table(head, rowsOf(controls)),
  `The default weights minus the control, by the primary measure. If they are not better than two cosines without J, the gain comes from the second head, not from the Jaccard similarity. P-values are corrected for these ${controls.length} rows.`,
];

/** The tables, with how to read them. */
export function programMarkdown({ primary, secondary, controls }, commands) {
  const hasAny = (family) => family.some(({ differences }) => differences.length > 0);
  return [
    '### The hypotheses',
    table(head, rowsOf(primary)),
    `Differences in percentage points, paired by seed. Both p-values are corrected for the ${primary.length} rows (Holm). The p-value of equivalence is from two one-sided t tests within ${MARGIN} points. The [protocol](protocol.md) defines the terms.`,
    ...(hasAny(secondary) ? otherMeasures(secondary) : []),
    ...(hasAny(controls) ? controlTable(controls) : []),
    '### Repeat a row',
    commands.map((one) => `    ${one}`).join('\n'),
  ].join('\n\n');
}

/** The longer training: image by image against raw pixels, and with few labels. */
export function longMarkdown({ knn, mcnemar, fewLabels }) {
  const { onlyFirst, onlySecond, probability: p } = mcnemar;
  const rows = fewLabels.map(({ labels, ...own }) => [
    String(labels),
    ...['trained', 'pixels', 'random', 'supervised'].map((name) => percent(own[name])),
  ]);
  return [
    '### A longer training, and few labels',
    `kNN at the number of neighbors picked on validation images: trained ${percent(knn.trained.top1)} (k ${knn.trained.k}), raw pixels ${percent(knn.pixels.top1)} (k ${knn.pixels.k}), random weights ${percent(knn.random.top1)} (k ${knn.random.k}). ${onlyFirst} test images are right only with the trained encoder, ${onlySecond} only with raw pixels (McNemar's exact test: p ${probability(p)}). It covers the choice of the test images, not of the training run.`,
    table(
      [
        ...['labeled images a class', 'trained encoder, kNN', 'raw pixels, kNN'],
        ...['random weights, kNN', 'supervised from scratch'],
      ],
      rows,
    ),
    'kNN accuracies are means over ten draws of the labeled images.',
  ].join('\n\n');
}
