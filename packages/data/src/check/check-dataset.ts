import type { Dataset } from '../dataset/dataset.js';
import { runWork, type Work, type WorkOptions } from '../dataset/work.js';
import { everyImage, findDuplicates, type Duplicates } from './find-duplicates.js';

/** Class sizes that differ by more than this factor are reported. */
const BALANCED = 3;

/** Something about a data set that may harm training or evaluation. */
export interface Finding {
  /** `warning`: results will be wrong or training will fail; `note`: worth knowing. */
  readonly level: 'warning' | 'note';
  readonly text: string;
}

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
  readonly findings: readonly Finding[];
}

/** Settings of the training that the data set is for. */
export interface CheckOptions extends WorkOptions {
  /** M, the number of negatives in the queue. Default 4096. */
  readonly m?: number;
  /** N. Default 256. */
  readonly batchSize?: number;
}

const images = (count: number) => `${count} image${count === 1 ? '' : 's'}`;

/**
 * Checks all pixels of a data set for problems: duplicates across splits, blank and gray images,
 * imbalanced classes, too few images, files that were left out. Yields to other work.
 * @throws `signal.reason` if `signal` is aborted.
 * @example
 * ```ts
 * import { checkDataset, openDataset } from '@jssl/data';
 *
 * // photos/red and photos/blue hold ten images each.
 * const photos = await openDataset('photos');
 * const { counts, blank, findings } = await checkDataset(photos, { m: 16, batchSize: 4 });
 * console.log(counts, blank); // { train: 18, validation: 0, test: 2 } 20
 * console.log(findings[0].level, findings[0].text); // warning 2 images almost equal to a training image: accuracy may be overstated
 * ```
 */
export async function checkDataset(
  dataset: Dataset,
  { m = 4096, batchSize = 256, ...options }: CheckOptions = {},
): Promise<DatasetCheck> {
  const found = await runWork(options, (work) => inspectImages(dataset, work));
  return { ...found, findings: findingsOf(dataset, found, { m, batchSize }) };
}

type Inspection = Omit<DatasetCheck, 'findings'>;

async function inspectImages(dataset: Dataset, { onProgress }: Work): Promise<Inspection> {
  const { train, validation, test, classes } = dataset;
  const counts = {
    train: train.length,
    validation: validation?.length ?? 0,
    test: test?.length ?? 0,
  };
  const total = counts.train + counts.validation + counts.test;
  let done = 0;
  const progress = () => {
    onProgress({ phase: 'checking', done: ++done, total: 2 * total });
  };
  let gray = 0;
  let blank = 0;
  for await (const { pixels } of everyImage(dataset)) {
    if (isBlank(pixels, dataset.channels)) blank++;
    else if (dataset.channels === 3 && isGray(pixels)) gray++;
    progress();
  }
  const duplicates = await findDuplicates(dataset, progress);
  const classCounts = classes?.map(
    (_, label) => train.labels?.reduce((count, one) => count + (one === label ? 1 : 0), 0) ?? 0,
  );
  return { counts, ...(classCounts && { classCounts }), gray, blank, duplicates };
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
  { counts, classCounts, gray, blank, duplicates }: Inspection,
  { m, batchSize }: Required<Pick<CheckOptions, 'm' | 'batchSize'>>,
): Finding[] {
  const warnings: string[] = [];
  const notes: string[] = [];
  const { skipped, classes, testOrigin } = dataset;
  const { withinTrain, acrossSplits, nearAcrossSplits } = duplicates;

  if (skipped.length > 0) {
    const leftOut = skipped.reduce((sum, { images: count = 1 }) => sum + count, 0);
    warnings.push(`${images(leftOut)} or files were left out; they are listed below`);
  }
  if (acrossSplits.length > 0) {
    warnings.push(
      `${images(acrossSplits.length)} equal to an image of another split: accuracy will be overstated`,
    );
  }
  if (nearAcrossSplits.length > 0) {
    warnings.push(
      `${images(nearAcrossSplits.length)} almost equal to a training image: accuracy may be overstated`,
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
  if (withinTrain > 0) notes.push(`${images(withinTrain)} equal to an earlier training image`);
  if (blank > 0) notes.push(`${images(blank)} of a single color`);
  if (gray > 0 && gray + blank < counts.train)
    notes.push(`${images(gray)} without color among color images`);
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
