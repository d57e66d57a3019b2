import { printable } from '@jssl/settings';

import type { Dataset } from '../dataset/dataset.js';
import { someOf } from '../dataset/some-of.js';
import {
  describeDuplicate,
  type DuplicatePair,
  type ImagePlace,
} from './duplicates/duplicate-pair.js';
import type { Duplicates } from './duplicates/duplicate-groups.js';
import { NAMED_PAIRS, pairsByKind, type PairsOfKind } from './duplicates/named-pairs.js';
import type { QualityFinding, QualityProblem } from './image-quality.js';

/** Class sizes that differ by more than this factor are reported. */
const BALANCED = 3;
/** Images that a finding names. */
const NAMED = 3;

/** Something about a data set that may harm training or evaluation. */
export interface Finding {
  /** `warning`: results will be wrong or training will fail; `note`: worth knowing. */
  readonly level: 'warning' | 'note';
  readonly text: string;
}

/** An image worth a look, and why. */
export interface ImageProblem extends ImagePlace, QualityFinding {}

/** Statistics of a data set, and its problems. */
export interface DatasetCheck {
  readonly counts: { readonly train: number; readonly validation: number; readonly test: number };
  /** The number of training images of each class. */
  readonly classCounts?: readonly number[];
  /** Images with three channels whose pixels are all gray. */
  readonly gray: number;
  /** Images of a single color. */
  readonly blank: number;
  readonly duplicates: Duplicates;
  /** Dark, bright, blurred, uniform, low-contrast, odd-shaped and tiny images. */
  readonly problems: readonly ImageProblem[];
  readonly findings: readonly Finding[];
}

/** What was counted and found in the images. */
export type Inspection = Omit<DatasetCheck, 'findings'>;

const images = (count: number) => `${count} image${count === 1 ? '' : 's'}`;

function describePair(pair: DuplicatePair): string {
  const { first, second } = pair;
  const labels = [second, first].map(({ label = '' }) => printable(label));
  const isUnderTwo = first.label !== second.label;
  return `${describeDuplicate(pair)}${isUnderTwo ? ` (labeled ${labels.join(' and ')})` : ''}`;
}

function listOf({ pairs, others }: PairsOfKind): string {
  if (others.length === 0) return ', named above';
  const also = others.length < pairs.length ? ', besides those above' : '';
  return `${also}: ${someOf(others.map(describePair), NAMED_PAIRS, '; ')}`;
}

/** The end of the sentence "3 images …", for each problem; two if it differs for "1 image …", which comes first. */
const problemTexts: Readonly<Record<QualityProblem, string | readonly [string, string]>> = {
  uniform: 'of one color',
  dark: 'so dark that little can be seen',
  bright: 'so bright that little can be seen',
  'low contrast': 'of low contrast',
  blurred: ['that looks blurred', 'that look blurred'],
  'odd shape': 'of an odd shape',
  tiny: ['that is tiny', 'that are tiny'],
};

/** The findings, warnings first. */
export function findingsOf(
  dataset: Dataset,
  { counts, classCounts, gray, blank, duplicates, problems }: Inspection,
  { m, batchSize }: { readonly m: number; readonly batchSize: number },
): Finding[] {
  const warnings: string[] = [];
  const notes: string[] = [];
  const { skipped, classes, testOrigin } = dataset;
  const { withinTrain, acrossSplits, acrossLabels, capped } = duplicates;

  if (skipped.length > 0) {
    const leftOut = skipped.reduce((sum, { images: within = 1 }) => sum + within, 0);
    warnings.push(`${images(leftOut)} skipped, as listed below`);
  }
  const kinds = pairsByKind(duplicates);
  if (acrossSplits.length > 0) {
    warnings.push(
      `${images(acrossSplits.length)} with a copy in another split, so accuracy will be ` +
        `overstated${listOf(kinds.acrossSplits)}`,
    );
  }
  if (acrossLabels.length > 0) {
    warnings.push(
      `${images(acrossLabels.length)} with a copy under another label${listOf(kinds.acrossLabels)}`,
    );
  }
  if (counts.train < batchSize) {
    warnings.push(
      `${images(counts.train)} to train on, fewer than a batch of ${batchSize}: use smaller batches`,
    );
  }
  if (counts.train < m) {
    warnings.push(
      `${images(counts.train)} to train on, fewer than the ${m} negatives of the queue, which ` +
        'would contain images several times: use a shorter queue',
    );
  }
  if (withinTrain > 0) {
    const list = listOf(kinds.withinTrain);
    notes.push(`${images(withinTrain)} copied from another training image${list}`);
  }
  for (const [problem, text] of Object.entries(problemTexts)) {
    const names = problems
      .filter((one) => one.problem === problem)
      .map(({ name }) => printable(name));
    if (names.length === 0) continue;
    const end = typeof text === 'string' ? text : text[names.length === 1 ? 0 : 1];
    notes.push(`${images(names.length)} ${end}: ${someOf(names, NAMED)}`);
  }
  if (gray > 0 && gray + blank < counts.train)
    notes.push(`${images(gray)} without color among color images`);
  if (capped > 0) {
    notes.push(
      `${images(capped)} resemble so many others that they were compared with only some of them; ` +
        'copies of them may be missing',
    );
  }
  if (classes && classCounts) {
    const [most, least] = [Math.max(...classCounts), Math.min(...classCounts)];
    const name = (count: number) => classes[classCounts.indexOf(count)] ?? '';
    if (most > BALANCED * least) {
      notes.push(
        `imbalanced classes: ${images(most)} of ${name(most)}, ${least} of ${name(least)}; ` +
          'overall accuracy mostly reflects the large classes',
      );
    }
  } else {
    notes.push('no labels: training works, but accuracy cannot be measured');
  }
  if (testOrigin === 'held-out') {
    notes.push('no test images: a tenth of each class is held out for testing');
  }
  return [
    ...warnings.map((text) => ({ level: 'warning' as const, text })),
    ...notes.map((text) => ({ level: 'note' as const, text })),
  ];
}
