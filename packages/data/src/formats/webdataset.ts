import { availableParallelism } from 'node:os';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';

import { DataError } from '../dataset/data-error.js';
import type { SkippedFile, Split } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import { fileSource, type FileSource } from '../files/file-source.js';
import { filesAt } from '../files/files-at.js';
import { isImageName } from '../files/image-name.js';
import type { OpenedSource } from '../files/image-source.js';
import { unlikeItsName } from '../files/unlike-its-name.js';
import { mapInOrder } from '../files/map-in-order.js';
import type { ReadOptions } from '../files/read-options.js';
import { DECODER_VERSION, ImageDecoder } from '../pixels/image-decoder.js';
import { measureIfReadable, sharedShape } from '../pixels/shared-shape.js';
import { chooseSplits, inOrder } from '../sets/choose-splits.js';
import { readArchiveFolders } from './archive-folders.js';
import { checkTrainingFiles, splitNamedBy } from './split-of-path.js';
import { tarEntries } from './tar-index.js';
import { classesOf, type SampleLabel } from './webdataset-labels.js';

const IN_FLIGHT = Math.max(4, 2 * availableParallelism());
/** Larger images and labels are left out, like image files. */
const LARGEST_IMAGE = 2 ** 29;
const LARGEST_LABEL = 2 ** 16;

/** Whether a file name is that of a shard of a WebDataset, or another tar archive of images. */
export function isTarName(name: string): boolean {
  return name.toLowerCase().endsWith('.tar');
}

/** An image within an archive. */
interface Sample {
  readonly archive: number;
  readonly split: Split;
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly value: SampleLabel;
  readonly label?: number;
}

/** An image whose split and class may depend on the folders of all images. */
interface FoundSample extends Omit<Sample, 'split' | 'value' | 'label'> {
  readonly key: string;
  readonly label: SampleLabel;
  /** The split in the archive's name. */
  readonly named: Split | undefined;
}

/** Gives the images their split and class, from their folders where nothing else says them. */
function withFolders(found: readonly FoundSample[]): Sample[] {
  const foldersOf = readArchiveFolders(found.map(({ key }) => key));
  return found.map(({ key, label, named, ...sample }) => {
    const { split, className } = foldersOf(key);
    return { ...sample, split: named ?? split ?? 'train', value: label ?? className };
  });
}

/** The members of one sample: they share their path up to the first dot of its last part. */
interface Members {
  readonly key: string;
  readonly images: MemberImage[];
  label?: SampleLabel;
}

interface MemberImage {
  /** Its path without the last ending. */
  readonly stem: string;
  readonly offset: number;
  readonly bytes: number;
}

/** A sample with its image, if it has one. */
interface WholeSample {
  readonly key: string;
  readonly image?: MemberImage | undefined;
  readonly label?: SampleLabel;
}

/**
 * The samples of members that share their path up to the first dot: one, whose image is `a.jpg` rather than
 * `a.mask.png`; without a label, the dots may be part of names, so every image is a sample.
 */
function samplesOf({ key, images, label }: Members): WholeSample[] {
  const plain = images.find(({ stem }) => stem === key);
  if (label === undefined && !plain && images.length > 1) {
    return images.map((image) => ({ key: image.stem, image }));
  }
  return [{ key, image: plain ?? images[0], label }];
}

async function readAt(handle: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const target = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(target, 0, bytes, offset);
  return target.subarray(0, bytesRead);
}

/** Text of an archive, whose control characters are replaced. */
const printableText = (text: string) => text.replace(/\p{Cc}/gu, '\ufffd');

/** The class in a sample's JSON: under one of the usual names. */
function labelOfJson(text: string): SampleLabel {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'number' || typeof value === 'string') return value;
    const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
    const names = ['label', 'cls', 'class', 'class_name', 'category', 'target'];
    const found = names.map((name) => fields[name]).find((one) => one !== undefined);
    return typeof found === 'number' || typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}

const labelEndings = ['cls', 'json', 'txt'];

function labelOf(ending: string, text: string): SampleLabel {
  if (ending === 'json') {
    const label = labelOfJson(text);
    return typeof label === 'string' ? printableText(label) : label;
  }
  const line = text.trim();
  if (line === '' || line.includes('\n')) return undefined;
  return ending === 'cls' && /^\d+$/.test(line) ? Number(line) : printableText(line);
}

/** The samples of an archive, in its order, and what was left out. */
async function readArchive(
  handle: FileHandle,
  size: number,
): Promise<{
  readonly found: readonly WholeSample[];
  readonly more: number;
  readonly reason?: string;
}> {
  const samples = new Map<string, Members>();
  let reason: string | undefined;
  try {
    for await (const { name, offset, bytes } of tarEntries(handle, size)) {
      const last = posix.basename(name);
      if (last.startsWith('.')) continue;
      const [first = '', ...rest] = last.split('.');
      const ending = rest.join('.').toLowerCase();
      const key = printableText(posix.join(posix.dirname(name), first));
      const isImage = isImageName(last) && bytes <= LARGEST_IMAGE;
      const isLabel = labelEndings.includes(ending) && bytes <= LARGEST_LABEL;
      if (!isImage && !isLabel) continue;
      let sample = samples.get(key);
      if (!sample) samples.set(key, (sample = { key, images: [] }));
      if (isImage) {
        const stem = printableText(name.slice(0, name.length - posix.extname(name).length));
        sample.images.push({ stem: posix.normalize(stem), offset, bytes });
      }
      if (isLabel && (sample.label === undefined || ending === 'cls')) {
        sample.label = labelOf(ending, (await readAt(handle, offset, bytes)).toString());
      }
    }
  } catch (error) {
    reason = reasonOf(error);
  }
  const found = [...samples.values()].flatMap(samplesOf);
  const images = [...samples.values()].reduce((sum, { images: own }) => sum + own.length, 0);
  const more = images - found.filter(({ image }) => image).length;
  return { found, more, ...(reason !== undefined && { reason }) };
}

/**
 * Reads WebDataset shards: tar archives of images `KEY.jpg` with `KEY.cls`, `KEY.json` or `KEY.txt`; a single
 * archive, or a folder of them whose names give the splits, else the folders within them. Archives are indexed, and images are then read by
 * position, so memory does not grow with the size of the archives.
 * @param path absolute.
 * @throws DataError if there is no archive.
 */
export async function readWebDataset(path: string, options: ReadOptions): Promise<FileSource> {
  const { folder, files, skipped } = await filesAt(path, isTarName);
  if (files.length === 0) {
    throw new DataError(`openDataset: ${path} must hold tar archives (.tar), got none`);
  }
  const { imageSize, seed, valueRange, valueRanges } = options;
  const isFolder = folder === path;
  if (isFolder) checkTrainingFiles(path, files);
  const names = await readFile(
    join(isFolder ? path : dirname(path), 'classnames.txt'),
    'utf8',
  ).then(
    (text) => text.split(/\r?\n/).filter((line) => line !== ''),
    () => [],
  );
  return fileSource(folder, files, {
    description: { name: basename(path), kind: 'file' },
    settings: [
      ...['webdataset', DECODER_VERSION, isFolder, imageSize ?? null, names, skipped, seed],
      ...[valueRange ?? null, valueRanges ?? null],
      isFolder && files.map((file) => splitNamedBy(file.path) ?? null),
    ],
    open: async ({ onProgress }) => {
      const leftOut: SkippedFile[] = [...skipped];
      const handles: FileHandle[] = [];
      const found: FoundSample[] = [];
      for (const [index, { path: within, bytes: size }] of files.entries()) {
        const handle = await open(join(folder, within), 'r');
        handles.push(handle);
        const { found: members, more, reason } = await readArchive(handle, size);
        if (reason !== undefined || members.length === 0) {
          const other = await unlikeItsName(join(folder, within), 'tar');
          leftOut.push({ path: within, reason: other ?? reason ?? 'it holds no images' });
        }
        if (more > 0) {
          leftOut.push({ path: within, reason: 'further images of its samples', images: more });
        }
        const named = isFolder ? splitNamedBy(within) : undefined;
        for (const { key, image, label } of members) {
          const name = `${within.slice(0, -'.tar'.length)}/${key}`;
          if (image) found.push({ ...image, archive: index, name, key, label, named });
          else leftOut.push({ path: name, reason: 'it has a label but no image' });
        }
        onProgress({ phase: 'scanning', done: index + 1, total: files.length });
      }
      try {
        const opened = await openSamples(withFolders(found), { handles, names, leftOut }, options);
        return { ...opened, images: closing(opened.images, handles) };
      } catch (error) {
        await Promise.all(handles.map((handle) => handle.close()));
        throw error;
      }
    },
  });
}

/** Closes the archives when all images are read or reading is abandoned. */
async function* closing<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  handles: readonly FileHandle[],
): AsyncGenerator<Item, void, undefined> {
  try {
    yield* items;
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

async function openSamples(
  samples: readonly Sample[],
  about: {
    readonly handles: readonly FileHandle[];
    readonly names: readonly string[];
    readonly leftOut: readonly SkippedFile[];
  },
  { imageSize, seed, valueRange, valueRanges }: ReadOptions,
): Promise<OpenedSource> {
  const skipped = [...about.leftOut];
  const bytesOf = async ({ archive, offset, bytes }: Sample): Promise<Buffer> => {
    const handle = about.handles[archive];
    if (!handle) throw new Error('the archive is closed');
    return readAt(handle, offset, bytes);
  };
  const found = classesOf(
    samples.filter(({ split }) => split === 'train').map(({ value }) => value),
    about.names,
  );
  const labeled = (split: Split): Sample[] =>
    samples.flatMap((sample) => {
      if (sample.split !== split) return [];
      if (!found) return [sample];
      const label = found.labelOf(sample.value);
      if (label !== undefined) return [{ ...sample, label }];
      skipped.push({
        path: sample.name,
        reason: sample.value === undefined ? 'it has no label' : 'no training image has its label',
      });
      return [];
    });
  const splits = found
    ? chooseSplits(
        { train: labeled('train'), validation: labeled('validation'), test: labeled('test') },
        seed,
      )
    : { train: labeled('train'), validation: [], test: [], testOrigin: undefined };
  const ordered = inOrder<Sample>({ ...splits, testOrigin: splits.testOrigin ?? 'test' });
  const read = (part: 'train' | 'rest') =>
    mapInOrder(
      ordered.filter(({ split }) => (split === 'train') === (part === 'train')),
      1,
      ({ item }) => bytesOf(item).catch(() => undefined),
    );
  const shape = imageSize
    ? { height: imageSize, width: imageSize }
    : await sharedShape(
        mapInOrder(ordered, IN_FLIGHT, ({ item }) =>
          bytesOf(item).then(measureIfReadable, () => undefined),
        ),
        ordered.length,
        () => undefined,
      );
  const decoder = new ImageDecoder({ valueRange, valueRanges }, read);
  const images = mapInOrder(ordered, IN_FLIGHT, async ({ item, split }) => {
    const { name, label } = item;
    try {
      const pixels = await decoder.decode(await bytesOf(item), shape);
      return { split, name, pixels, ...(label === undefined ? {} : { label }) };
    } catch (error) {
      return { path: name, reason: reasonOf(error) };
    }
  });
  return {
    ...shape,
    channels: 3,
    total: ordered.length,
    images,
    skipped,
    account: () => decoder.account(),
    ...(found && { classes: found.classes }),
    ...(splits.testOrigin && { testOrigin: splits.testOrigin }),
  };
}
