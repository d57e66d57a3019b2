import { createHash } from 'node:crypto';

import { checkSettings, defaultsOf, printable } from '@jssl/settings';

import type { Dataset, ImageSet, Split } from '../dataset/dataset.js';
import { runWork, type Work, type WorkOptions } from '../dataset/work.js';
import { mapInOrder } from '../files/map-in-order.js';
import { describeDuplicate, type DuplicatePair, type ImagePlace } from './duplicate-pair.js';
import { DuplicateSearch, type Duplicates } from './find-duplicates.js';
import {
  measureQuality,
  qualityFindings,
  type QualityFinding,
  type QualityProblem,
} from './image-quality.js';
import { pauser } from './pauser.js';
import { pictureSource, type PictureSource } from './picture-source.js';
import { qualitySettings, type QualitySettings } from './quality-settings.js';

/** Class sizes that differ by more than this factor are reported. */
const BALANCED = 3;
/** Pairs and images that a finding names. */
const NAMED = 3;
/** Images read concurrently. */
const IN_FLIGHT = 4;

/** Something about a data set that may harm training or evaluation. */
export interface Finding {
  /** `warning`: results will be wrong or training will fail; `note`: worth knowing. */
  readonly level: 'warning' | 'note';
  readonly text: string;
}

/** An image that a person should look at, and why. */
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

/** Settings of the training that the data set is for, and thresholds: see `qualitySettings`. */
export interface CheckOptions
  extends
    WorkOptions,
    Partial<{ [Name in keyof QualitySettings]: QualitySettings[Name] | undefined }> {
  /** M, the number of negatives in the queue. Default 4096. */
  readonly m?: number;
  /** N. Default 256. */
  readonly batchSize?: number;
  /**
   * The folder that the names of the images are paths in: the whole frame, size and bytes of the files are
   * checked too. Default: only the pixels of the data set.
   */
  readonly folder?: string | undefined;
}

const images = (count: number) => `${count} image${count === 1 ? '' : 's'}`;

/**
 * Checks all images of a data set for problems: copies (also changed ones, each named as such), copies
 * across splits and under two labels, dark, bright, blurred, uniform and other images that a person should
 * look at, imbalanced classes, too few images, files that were left out. Yields to other work.
 * @throws `signal.reason` if `signal` is aborted; SettingError for a threshold out of range.
 * @example
 * ```ts
 * import { checkDataset, openDataset } from '@jssl/data';
 *
 * // photos/red and photos/blue hold ten images each.
 * const photos = await openDataset('photos');
 * const { counts, blank, findings } = await checkDataset(photos, { m: 16, batchSize: 4 });
 * console.log(counts, blank); // { train: 18, validation: 0, test: 2 } 20
 * console.log(findings[0].level, findings[0].text); // note 20 images of one color: blue/0.png, blue/1.png, blue/3.png and 17 more
 * ```
 */
export async function checkDataset(
  dataset: Dataset,
  { m = 4096, batchSize = 256, folder, ...options }: CheckOptions = {},
): Promise<DatasetCheck> {
  const given = Object.keys(qualitySettings)
    .map((name) => [name, options[name as keyof QualitySettings]] as const)
    .filter(([, value]) => value !== undefined);
  const settings = { ...defaultsOf(qualitySettings), ...Object.fromEntries(given) };
  checkSettings(qualitySettings, settings);
  const { onProgress, signal } = options;
  const source = pictureSource(dataset, folder);
  const found = await runWork({ onProgress, signal }, (work) =>
    inspectImages(dataset, { source, settings }, work),
  );
  return { ...found, findings: findingsOf(dataset, found, { m, batchSize }) };
}

interface Listed {
  readonly split: Split;
  readonly set: ImageSet;
  readonly index: number;
}

/** Every image of a data set, split by split, in stored order. */
function* everyImage(dataset: Dataset): Generator<Listed> {
  for (const split of ['train', 'validation', 'test'] as const) {
    const set = dataset[split];
    if (!set) continue;
    for (let index = 0; index < set.length; index++) yield { split, set, index };
  }
}

type Inspection = Omit<DatasetCheck, 'findings'>;

async function inspectImages(
  dataset: Dataset,
  { source, settings }: { readonly source: PictureSource; readonly settings: QualitySettings },
  { onProgress }: Work,
): Promise<Inspection> {
  const { train, validation, test, classes } = dataset;
  const counts = {
    train: train.length,
    validation: validation?.length ?? 0,
    test: test?.length ?? 0,
  };
  const total = counts.train + counts.validation + counts.test;
  let done = 0;
  const search = new DuplicateSearch(source, settings.copyDifference);
  const problems: ImageProblem[] = [];
  let gray = 0;
  let blank = 0;
  const pause = pauser();
  const read = mapInOrder(everyImage(dataset), IN_FLIGHT, async (listed) => {
    const { set, index } = listed;
    // `mapInOrder` takes no rejections.
    return { ...listed, picture: await settled(source.read(set, index)) };
  });
  for await (const { split, set, index, picture: settledPicture } of read) {
    await pause();
    onProgress({ phase: 'checking', done: ++done, total: 2 * total });
    const picture = valueOf(settledPicture);
    const { pixels, size } = picture;
    const label = classes?.[set.labels?.[index] ?? -1];
    const place = { split, index, name: set.name(index), ...(label !== undefined && { label }) };
    const quality = measureQuality(pixels, picture, size);
    const listed = qualityFindings(quality, settings);
    for (const finding of listed) problems.push({ ...place, ...finding });
    if (quality.range === 0) blank++;
    else if (picture.channels === 3 && isGray(pixels)) gray++;
    const hash = createHash('sha256').update(`${size.height}x${size.width} `).update(pixels);
    const content = hash.digest('base64');
    const isUniform = listed.some(({ problem }) => problem === 'uniform');
    search.add({ place, set, index, picture, content, isUniform });
  }
  const duplicates = await search.find(() => {
    onProgress({ phase: 'checking', done: ++done, total: 2 * total });
  });
  if (done < 2 * total) onProgress({ phase: 'checking', done: 2 * total, total: 2 * total });
  const classCounts = classes?.map(() => 0);
  for (const label of train.labels ?? [])
    if (classCounts) classCounts[label] = (classCounts[label] ?? 0) + 1;
  return { counts, ...(classCounts && { classCounts }), gray, blank, duplicates, problems };
}

type Settled<Value> = { readonly value: Value } | { readonly error: unknown };

const settled = <Value>(promise: Promise<Value>): Promise<Settled<Value>> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

function valueOf<Value>(one: Settled<Value>): Value {
  if ('value' in one) return one.value;
  throw one.error;
}

function isGray(pixels: Uint8Array): boolean {
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return false;
  }
  return true;
}

/** The first few of a list, and how many more there are. */
function named(texts: readonly string[], separator: string): string {
  const more = texts.length - NAMED;
  return `${texts.slice(0, NAMED).join(separator)}${more > 0 ? ` and ${more} more` : ''}`;
}

const labeled = (pair: DuplicatePair) =>
  `${describeDuplicate(pair)} (labeled ${printable(pair.second.label ?? '')} and ${printable(pair.first.label ?? '')})`;

/** How problems are counted in a sentence. */
const problemTexts: Readonly<Record<QualityProblem, string>> = {
  uniform: 'of one color',
  dark: 'so dark that little can be seen',
  bright: 'so bright that little can be seen',
  'low contrast': 'of low contrast',
  blurred: 'that look blurred',
  'odd shape': 'of an odd shape',
  tiny: 'that are tiny',
};

function findingsOf(
  dataset: Dataset,
  { counts, classCounts, gray, blank, duplicates, problems }: Inspection,
  { m, batchSize }: Required<Pick<CheckOptions, 'm' | 'batchSize'>>,
): Finding[] {
  const warnings: string[] = [];
  const notes: string[] = [];
  const { skipped, classes, testOrigin } = dataset;
  const { withinTrain, acrossSplits, acrossLabels, capped } = duplicates;

  if (skipped.length > 0) {
    const leftOut = skipped.reduce((sum, { images: count = 1 }) => sum + count, 0);
    warnings.push(`${images(leftOut)} or files were left out; they are listed below`);
  }
  if (acrossSplits.length > 0) {
    warnings.push(
      `${images(acrossSplits.length)} with a copy in another split, so accuracy will be overstated: ` +
        named(acrossSplits.map(describeDuplicate), '; '),
    );
  }
  if (acrossLabels.length > 0) {
    warnings.push(
      `${images(acrossLabels.length)} with a copy under another label: ` +
        named(acrossLabels.map(labeled), '; '),
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
    const pairs = duplicates.pairs.filter(
      ({ first, second }) => first.split === 'train' && second.split === 'train',
    );
    notes.push(
      `${images(withinTrain)} copied from another training image: ${named(pairs.map(describeDuplicate), '; ')}`,
    );
  }
  for (const [problem, text] of Object.entries(problemTexts)) {
    const names = problems
      .filter((one) => one.problem === problem)
      .map(({ name }) => printable(name));
    if (names.length > 0) notes.push(`${images(names.length)} ${text}: ${named(names, ', ')}`);
  }
  if (gray > 0 && gray + blank < counts.train)
    notes.push(`${images(gray)} without color among color images`);
  if (capped > 0) {
    notes.push(
      `${images(capped)} resemble so many others that they were compared with only some of these; ` +
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
