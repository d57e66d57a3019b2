import type { Dataset, Progress } from '../dataset/dataset.js';
import { everyImage, findDuplicates, type Duplicates } from './find-duplicates.js';

/** Classes differ by no more than this factor before it is worth a word. */
const BALANCED = 3;

/** Something about a data set that may spoil a training or its measurement. */
export interface Finding {
  /** `warning`: numbers will be wrong or a training fail; `note`: worth knowing. */
  readonly level: 'warning' | 'note';
  readonly text: string;
}

/** What a data set is like, and what is wrong with it. */
export interface DatasetCheck {
  readonly counts: { readonly train: number; readonly validation: number; readonly test: number };
  /** The number of training images of each class. */
  readonly classCounts?: readonly number[];
  /** Color images of which every pixel is gray. */
  readonly gray: number;
  /** Images of one single color. */
  readonly blank: number;
  readonly duplicates: Duplicates;
  readonly findings: readonly Finding[];
}

/** What a training will need. */
export interface CheckOptions {
  /** M, the negatives in a queue. Default 4096. */
  readonly queueLength?: number;
  /** N. Default 256. */
  readonly batchSize?: number;
  readonly onProgress?: (progress: Progress) => void;
}

const images = (count: number) => `${count} image${count === 1 ? '' : 's'}`;

/**
 * Looks through all pixels of a data set for what spoils a training: duplicates across splits, blank
 * and gray images, classes out of balance, too few images, files that were left out.
 * @example
 * ```ts
 * import { checkDataset, openDataset } from '@jssl/data';
 *
 * // photos/red and photos/blue hold ten images each.
 * const photos = await openDataset('photos');
 * const { counts, blank, findings } = checkDataset(photos, { queueLength: 16, batchSize: 4 });
 * console.log(counts, blank); // { train: 18, validation: 0, test: 2 } 20
 * console.log(findings[0].level, findings[0].text); // warning 2 images much like a training image: accuracies may flatter
 * ```
 */
export function checkDataset(
  dataset: Dataset,
  { queueLength = 4096, batchSize = 256, onProgress = () => undefined }: CheckOptions = {},
): DatasetCheck {
  const { train, validation, test, classes } = dataset;
  const counts = {
    train: train.length,
    validation: validation?.length ?? 0,
    test: test?.length ?? 0,
  };
  const total = counts.train + counts.validation + counts.test;
  const progress = (done: number) => {
    onProgress({ phase: 'checking', done, total: 2 * total });
  };
  let done = 0;
  let gray = 0;
  let blank = 0;
  for (const { pixels } of everyImage(dataset)) {
    if (isBlank(pixels, dataset.channels)) blank++;
    else if (dataset.channels === 3 && isGray(pixels)) gray++;
    progress(++done);
  }
  const duplicates = findDuplicates(dataset, () => {
    progress(++done);
  });
  const classCounts = classes?.map(
    (_, label) => train.labels?.reduce((count, one) => count + (one === label ? 1 : 0), 0) ?? 0,
  );
  const found = { counts, ...(classCounts && { classCounts }), gray, blank, duplicates };
  return { ...found, findings: findingsOf(dataset, found, queueLength, batchSize) };
}

function isGray(pixels: Uint8Array): boolean {
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return false;
  }
  return true;
}

function isBlank(pixels: Uint8Array, channels: number): boolean {
  return pixels.every((value, at) => value === pixels[at % channels]);
}

function findingsOf(
  dataset: Dataset,
  { counts, classCounts, gray, blank, duplicates }: Omit<DatasetCheck, 'findings'>,
  queueLength: number,
  batchSize: number,
): Finding[] {
  const warnings: string[] = [];
  const notes: string[] = [];
  const { skipped, classes, testOrigin } = dataset;
  const { withinTrain, acrossSplits, nearAcrossSplits } = duplicates;

  if (skipped.length > 0) {
    warnings.push(`${images(skipped.length)} or files left out, named below`);
  }
  if (acrossSplits.length > 0) {
    warnings.push(
      `${images(acrossSplits.length)} equal to one of another split: accuracies will flatter`,
    );
  }
  if (nearAcrossSplits.length > 0) {
    warnings.push(
      `${images(nearAcrossSplits.length)} much like a training image: accuracies may flatter`,
    );
  }
  if (counts.train < batchSize) {
    warnings.push(
      `${images(counts.train)} to train on, fewer than a batch of ${batchSize}: lower --batch-size`,
    );
  }
  if (counts.train < queueLength) {
    warnings.push(
      `${images(counts.train)} to train on, fewer than the ${queueLength} negatives of a queue, which ` +
        'would hold an image several times: lower --m',
    );
  }
  if (withinTrain > 0) notes.push(`${images(withinTrain)} equal to an earlier training image`);
  if (blank > 0) notes.push(`${images(blank)} of one single color`);
  if (gray > 0 && gray + blank < counts.train)
    notes.push(`${images(gray)} in gray among those in color`);
  if (classes && classCounts) {
    const [most, least] = [Math.max(...classCounts), Math.min(...classCounts)];
    const name = (count: number) => classes[classCounts.indexOf(count)] ?? '';
    if (most > BALANCED * least) {
      notes.push(
        `classes out of balance: ${images(most)} of ${name(most)}, ${least} of ${name(least)}; ` +
          'an accuracy over all images tells of the large ones',
      );
    }
  } else {
    notes.push('no labels: it can be trained on, and no accuracy can be measured');
  }
  if (testOrigin === 'held-out') {
    notes.push('no test images: a tenth of each class is held out from the training images');
  }
  return [
    ...warnings.map((text) => ({ level: 'warning' as const, text })),
    ...notes.map((text) => ({ level: 'note' as const, text })),
  ];
}
