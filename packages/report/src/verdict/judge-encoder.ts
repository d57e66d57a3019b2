import { pairedDifference, type Interval } from '@jssl/eval';
import { fillNames } from '@jssl/settings';

import { adviceOf, type TrainingEvidence } from './training-evidence.js';
import type { Remedy, Verdict } from './verdict.js';

/** Something that an encoder is compared with. */
export interface Contrast {
  /** As in a sentence: `raw pixels`. */
  readonly against: string;
  /** Accuracy of the encoder minus the other's, in [-1, 1]. */
  readonly difference: number;
  /** 95 % interval of the difference. */
  readonly interval: Interval;
}

/** A classifier of the test images, and which of them it got right. */
export interface JudgedRow {
  readonly name: string;
  /** 1 for each test image that was classified correctly, else 0 [N]. */
  readonly right: ArrayLike<number>;
}

/** What a verdict is about. */
export interface Evidence {
  /** What is judged, at the beginning of a sentence. Default `The encoder`. */
  readonly subject?: string | undefined;
  /** What it is good for if it wins. */
  readonly use: string;
  /** What the interval is taken over: `60 test images`. */
  readonly over: string;
  /** How many test images there are, or groups of them if the interval draws groups; with few, nothing is decided. */
  readonly testImages: number;
  /** What `testImages` counts, if not test images: `emoji`. */
  readonly counted?: string | undefined;
  /** How the encoder was trained; undefined for a weights file from elsewhere. */
  readonly training: TrainingEvidence | undefined;
}

/** With fewer test images, one lucky image more moves the accuracy by over five points. */
const LEAST_TEST_IMAGES = 20;
/** More test images than this many times those there are is no advice. */
const MOST_MORE = 100;

/**
 * The differences of an encoder to each baseline, on the same test images.
 * @example
 * ```ts
 * import { contrastsOf } from '@jssl/report';
 *
 * const encoder = { name: 'trained encoder', right: [1, 1, 1, 0] };
 * const [contrast] = contrastsOf(encoder, [{ name: 'raw pixels', right: [1, 0, 0, 0] }]);
 * console.log(contrast.against, contrast.difference); // raw pixels 0.5
 * ```
 */
export function contrastsOf(encoder: JudgedRow, baselines: readonly JudgedRow[]): Contrast[] {
  return baselines.map(({ name, right }) => ({
    against: name,
    ...pairedDifference(encoder.right, right),
  }));
}

/**
 * Judges an encoder by its difference to the best of its baselines. If the 95 % interval of the
 * difference contains 0, the results decide nothing, and the verdict says so. The advice follows from the curves
 * of the training.
 * @example
 * ```ts
 * import { judgeEncoder } from '@jssl/report';
 *
 * const interval = { low: 0.28, high: 0.39 };
 * const contrasts = [{ against: 'raw pixels', difference: 0.34, interval }];
 * const evidence = { use: 'use it', over: '200 test images', testImages: 200, training: undefined };
 * const { outcome, sentence } = judgeEncoder(contrasts, evidence);
 * console.log(outcome); // better
 * console.log(sentence); // The encoder beats raw pixels by 34.00 points (95 % interval +28.00 to +39.00, 200 test images): use it.
 * ```
 */
export function judgeEncoder(contrasts: readonly Contrast[], evidence: Evidence): Verdict {
  const [best] = [...contrasts].sort((one, other) => one.difference - other.difference);
  if (!best) {
    const template =
      'No baseline was measured, so the results do not show whether training helped.';
    const nothing = { against: undefined, difference: undefined, interval: undefined };
    return { outcome: 'undecided', ...nothing, remedy: undefined, sentence: template, template };
  }
  const outcome = outcomeOf(best, evidence);
  const advice = outcome === 'undecided' ? undecidedAdvice(best, evidence) : undefined;
  const { remedy, text } = advice ?? trainedAdvice(outcome, evidence);
  const template = `${meaning(best, outcome, evidence)}${text === undefined ? '' : `; ${text}`}.`;
  return { outcome, ...best, remedy, template, sentence: fillNames(template) };
}

function outcomeOf({ interval }: Contrast, { testImages }: Evidence): Verdict['outcome'] {
  if (testImages < LEAST_TEST_IMAGES) return 'undecided';
  if (interval.low > 0) return 'better';
  return interval.high < 0 ? 'worse' : 'undecided';
}

/** What the results say, without the period. */
function meaning(contrast: Contrast, outcome: Verdict['outcome'], evidence: Evidence): string {
  const { difference, interval } = contrast;
  const { subject = 'The encoder', over, use } = evidence;
  const against = spoken(contrast.against);
  const apart = (100 * Math.abs(difference)).toFixed(2);
  const within = `95 % interval ${signed(interval.low)} to ${signed(interval.high)}, ${over}`;
  if (outcome === 'better')
    return `${subject} beats ${against} by ${apart} points (${within}): ${use}`;
  if (outcome === 'worse') {
    const subjectInside = subject.replace(/^The/, 'the');
    const are = against.startsWith('raw pixels') ? 'are' : 'is';
    return `${sentenceCase(against)} ${are} better than ${subjectInside} by ${apart} points (${within}): do not use it yet`;
  }
  return `These results do not show whether ${subject.replace(/^The/, 'the')} is better than ${against}: the difference is ${signed(difference)} points (${within})`;
}

/** Names of rows, as in a sentence. */
function spoken(name: string): string {
  if (name === 'random weights') return 'the same network with random weights';
  if (name === 'from random weights') return 'the same network trained from random weights';
  if (name === 'raw pixels, linear') return 'a linear classifier on raw pixels';
  if (name === 'most frequent class') return 'always guessing the most frequent class';
  return name;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface Advice {
  readonly remedy: Remedy | undefined;
  readonly text: string | undefined;
}

/** What would decide it: more test images, if the difference is not too small for that. */
function undecidedAdvice(best: Contrast, evidence: Evidence): Advice | undefined {
  const { testImages, counted, training } = evidence;
  const { difference, interval } = best;
  if (testImages < LEAST_TEST_IMAGES) {
    const add =
      counted === undefined ? 'add labeled test images' : `add test images of more ${counted}`;
    return {
      remedy: 'test images',
      text: `${testImages} ${counted ?? 'test images'} are too few to decide, so ${add}`,
    };
  }
  const trained = training && adviceOf(training);
  // Training that has not ended or failed comes first.
  if (trained && trained.remedy !== 'images') return trained;
  const half = (interval.high - interval.low) / 2;
  const needed = Math.ceil(testImages * (half / Math.abs(difference)) ** 2);
  if (!(needed <= MOST_MORE * testImages)) return trained;
  const rounded = Number(Math.max(needed, testImages + 1).toPrecision(1));
  const about = Math.max(rounded, testImages + 1);
  return {
    remedy: 'test images',
    text: `about ${about} ${counted ?? 'labeled test images'} would decide a difference of this size`,
  };
}

function trainedAdvice(outcome: Verdict['outcome'], { training }: Evidence): Advice {
  if (training) return adviceOf(training) ?? { remedy: undefined, text: undefined };
  if (outcome === 'better') return { remedy: undefined, text: undefined };
  return {
    remedy: 'training',
    text: 'training on your own images from these weights ({initFrom}) would help most',
  };
}

/** A difference in points, with its sign. */
function signed(share: number): string {
  const text = (100 * share).toFixed(2);
  if (Number(text) === 0) return '0.00';
  return `${share > 0 ? '+' : ''}${text}`.replace('-', '−');
}
