/**
 * From the records of the program to its findings: pure functions, tested with made-up records by dry-run.mjs.
 *
 * @typedef {Pick<typeof import('@jssl/eval'), 'crossedBootstrap' | 'judgeDifferences' | 'pairedEstimate'> &
 *   Pick<typeof import('@jssl/trainer'), 'decodeOutcomes'>} Statistics
 */
import { ALPHA, controlArms, MARGIN, pairs } from './program.mjs';

/** How a measure is read from the measures of an encoder: on test images, on validation images, image by image. */
const measures = {
  kNN: {
    value: ({ knn }) => knn.top1,
    validation: ({ validation }) => validation,
    each: ({ outcomes }, images, { decodeOutcomes }) => decodeOutcomes(outcomes.knn, images),
  },
  linear: {
    value: ({ linear }) => linear.top1,
    validation: ({ validated }) => validated?.linear,
    each: ({ outcomes }, images, { decodeOutcomes }) => decodeOutcomes(outcomes.linear, images),
  },
  'recall@1': {
    value: ({ retrieval }) => retrieval.recall[0],
    validation: ({ validated }) => validated?.recall,
    each: ({ outcomes }) => outcomes.retrieval.firstRanks.map((rank) => Number(rank <= 1)),
    groups: ({ outcomes }) => outcomes.retrieval.groups,
  },
  mAP: {
    value: ({ retrieval }) => retrieval.meanAveragePrecision,
    validation: ({ validated }) => validated?.meanAveragePrecision,
    each: ({ outcomes }) => outcomes.retrieval.averagePrecisions,
    groups: ({ outcomes }) => outcomes.retrieval.groups,
  },
};

const WITHOUT_J = controlArms[1].name;

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/**
 * The temperature of a method that is best on the validation images of a pilot, by a measure; undefined without runs.
 * @returns {{ temperature: number, isEnd?: 'lowest' | 'highest' } | undefined}
 */
export function bestTemperature(comparison, method, measure) {
  const runs = comparison.runs.filter((run) => run.method === method && run.measures);
  const temperatures = [...new Set(runs.map((run) => run.temperature))].sort((a, b) => a - b);
  const score = (temperature) =>
    mean(
      runs
        .filter((run) => run.temperature === temperature)
        .map((run) => measures[measure].validation(run.measures) ?? -Infinity),
    );
  const [first, ...others] = temperatures;
  if (first === undefined) return undefined;
  const temperature = others.reduce((best, one) => (score(one) > score(best) ? one : best), first);
  if (temperature === first) return { temperature, isEnd: 'lowest' };
  return temperature === temperatures.at(-1) ? { temperature, isEnd: 'highest' } : { temperature };
}

/** The runs of an arm by seed. */
function armOf(comparison, method, temperature, weights = [0.8, 0.1, 0.1]) {
  const isJaccard = method.startsWith('jaccard');
  const own = comparison.runs.filter(
    (run) =>
      run.method === method &&
      run.temperature === temperature &&
      run.measures &&
      (!isJaccard || run.weights.join() === weights.join()),
  );
  return new Map(own.map((run) => [run.seed, run.measures]));
}

/**
 * A difference of two arms by one measure, seed by seed and image by image.
 * @param {any} what
 * @param {Map<number, any>[]} arms
 * @param {{ measure: string, seeds: { from: number, count: number }, images: number }} how
 * @param {Statistics} statistics
 */
function difference(what, [arm, other], { measure, seeds, images }, statistics) {
  const { value, each, groups } = measures[measure];
  const both = [...arm].flatMap(([seed, first]) => {
    const second = other.get(seed);
    return second && seed >= seeds.from && seed < seeds.from + seeds.count ? [[first, second]] : [];
  });
  const rows = both
    .filter((pair) => pair.every(({ outcomes }) => outcomes))
    .map(([first, second]) => {
      const [one, two] = [first, second].map((own) => each(own, images, statistics));
      return one.map((outcome, at) => outcome - two[at]);
    });
  return {
    ...what,
    measure,
    planned: seeds.count,
    differences: both.map(([first, second]) => value(first) - value(second)),
    means: [0, 1].map((side) => mean(both.map((pair) => value(pair[side])))),
    rows,
    groups: rows.length > 0 && groups ? groups(both[0][0]) : undefined,
  };
}

/** Numbers in [0, 1) that are the same on every machine. */
function numbersFrom(seed) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/**
 * The word of a finding. A difference must hold over seeds and over test images: besides the corrected test over the
 * seeds, the two-way interval must exclude 0, or lie within the margin.
 * @returns {'confirmed' | 'refuted' | 'equivalent' | 'undecided'}
 */
export function wordOf({ outcome, twoWay }) {
  if (!twoWay) return 'undecided';
  const { wide, narrow } = twoWay;
  const margin = MARGIN / 100;
  if (outcome === 'equivalent' && narrow.low > -margin && narrow.high < margin) {
    return 'equivalent';
  }
  if (outcome === 'better' && wide.low > 0) return 'confirmed';
  if (outcome === 'worse' && wide.high < 0) return 'refuted';
  return 'undecided';
}

/** Counts in a family, and shows nothing. */
const nothing = { difference: 0, standardError: 1, degreesOfFreedom: 1 };

/**
 * The findings of a family, corrected together. A difference without all of its seeds is undecided; it counts in the
 * family, so that what is complete is not judged more mildly before the rest is.
 *
 * @param {any[]} family
 * @param {Statistics} statistics
 */
function judged(family, statistics) {
  const isComplete = ({ differences, planned }) => differences.length === planned;
  const found = statistics.judgeDifferences(
    family.map((one) => (isComplete(one) ? statistics.pairedEstimate(one.differences) : nothing)),
    { margin: MARGIN / 100, alpha: ALPHA },
  );
  return family.map(({ rows, groups, ...one }, at) => {
    if (!isComplete(one)) return { ...one, word: 'undecided', family: family.length };
    const test = found[at];
    const interval = (confidence) =>
      statistics.crossedBootstrap({ runs: rows, groups }, { confidence }, numbersFrom(1));
    const [wide, narrow] = [interval(0.95), interval(0.9)];
    const twoWay = wide && narrow && { wide, narrow };
    return {
      ...{ ...one, ...test, twoWay, family: family.length },
      word: wordOf({ outcome: test.outcome, twoWay }),
    };
  });
}

/**
 * All findings of the program.
 * @param program its studies.
 * @param records of each study by name: `pilot`, and `confirm` and `controls` by the name of the pair.
 * @param {Statistics} statistics
 */
export function judgeProgram(program, records, statistics) {
  const families = { primary: [], secondary: [], controls: [] };
  for (const study of program) {
    const { pilot, confirm = {}, controls = {} } = records[study.name] ?? {};
    for (const { name, jaccard, cosine } of pairs) {
      const own = confirm[name];
      for (const measure of [study.primary, ...study.secondary]) {
        const [ofJaccard, ofCosine] = [jaccard, cosine].map(
          (method) => pilot && bestTemperature(pilot, method, measure)?.temperature,
        );
        const what = { study: study.name, pair: name, temperatures: [ofJaccard, ofCosine] };
        const arms = own
          ? [armOf(own, jaccard, ofJaccard), armOf(own, cosine, ofCosine)]
          : [new Map(), new Map()];
        const how = { measure, seeds: study.confirm.seeds, images: own?.data.testImages ?? 0 };
        const isPrimary = measure === study.primary;
        families[isPrimary ? 'primary' : 'secondary'].push(difference(what, arms, how, statistics));
        if (!isPrimary || !study.controls) continue;
        for (const control of controlArms) {
          const at = control.at === 'jaccard' ? ofJaccard : ofCosine;
          const trained = controls[name];
          const arm = trained ? armOf(trained, jaccard, at, control.weights) : new Map();
          families.controls.push(
            difference(
              { ...what, control: control.name, temperatures: [ofJaccard, at] },
              [arms[0], arm],
              { ...how, seeds: study.controls.seeds },
              statistics,
            ),
          );
        }
      }
    }
  }
  const [primary, secondary, controls] = ['primary', 'secondary', 'controls'].map((name) =>
    judged(families[name], statistics),
  );
  return {
    primary,
    secondary,
    controls,
    hypotheses: pairs.map(({ name }) => overall(name, primary, controls)),
  };
}

/** What the studies say together about one pair of methods, and whether a gain is that of J. */
function overall(pair, primary, controls) {
  const own = primary.filter((one) => one.pair === pair);
  const is = (word) => own.filter((one) => one.word === word);
  const [confirmed, refuted] = [is('confirmed'), is('refuted')];
  const isAll = is('equivalent').length === own.length;
  const sided = (some, others, word) => some.length > 0 && others.length === 0 && word;
  const word =
    sided(confirmed, refuted, 'confirmed') ||
    sided(refuted, confirmed, 'refuted') ||
    (isAll ? 'equivalent' : 'undecided');
  const done = own.reduce((sum, { differences }) => sum + differences.length, 0);
  const planned = own.reduce((sum, one) => sum + one.planned, 0);
  const gains = controls.filter(
    (one) =>
      one.pair === pair &&
      one.control === WITHOUT_J &&
      confirmed.some(({ study }) => study === one.study),
  );
  const isOfJaccard = gains.length > 0 && gains.every((one) => one.word === 'confirmed');
  return { pair, word, isOfJaccard, done, planned, studies: own };
}
