import { createHash } from 'node:crypto';

import { checkSettings, defaultsOf } from '@jssl/settings';

import type { Dataset, ImageSet, Split } from '../dataset/dataset.js';
import { runWork, type Work, type WorkOptions } from '../dataset/work.js';
import { mapInOrder } from '../files/sources/map-in-order.js';
import {
  findingsOf,
  type DatasetCheck,
  type ImageProblem,
  type Inspection,
} from './dataset-findings.js';
import { DuplicateSearch } from './duplicates/find-duplicates.js';
import { measureQuality, qualityFindings } from './image-quality.js';
import { pauser } from './duplicates/pauser.js';
import { pictureSource, type PictureSource } from './pictures/picture-source.js';
import { qualitySettings, type QualitySettings } from './quality-settings.js';

/** Images read concurrently. */
const IN_FLIGHT = 4;

/** Settings of the planned training run, and thresholds: see `qualitySettings`. */
export interface CheckOptions
  extends
    WorkOptions,
    Partial<{ [Name in keyof QualitySettings]: QualitySettings[Name] | undefined }> {
  /** M, the number of negatives in the queue. Default 4096. */
  readonly m?: number;
  /** N. Default 256. */
  readonly batchSize?: number;
  /**
   * The folder that image names are relative to. If given, the whole, uncropped images and the size and bytes of the
   * files are checked too. Default: only the pixels of the data set.
   */
  readonly folder?: string | undefined;
}

/**
 * Checks all images of a data set for problems: copies (even edited ones, with the edit named), copies across
 * splits and under two labels, dark, bright, blurred, uniform and other images worth a look, imbalanced
 * classes, too few images, files that were left out. Yields to the event loop.
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

async function inspectImages(
  dataset: Dataset,
  { source, settings }: { readonly source: PictureSource; readonly settings: QualitySettings },
  { onProgress, signal }: Work,
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
    // `mapInOrder` must not get a rejected promise.
    return { ...listed, picture: await settled(source.read(set, index)) };
  });
  for await (const { split, set, index, picture: settledPicture } of read) {
    await pause();
    onProgress({ phase: 'checking', done: ++done, total });
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
  let compared = 0;
  const duplicates = await search.find(() => {
    onProgress({ phase: 'comparing', done: ++compared, total: search.total });
  }, signal);
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
