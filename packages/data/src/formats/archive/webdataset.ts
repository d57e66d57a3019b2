import { open, readFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { DataError } from '../../dataset/data-error.js';
import type { SkippedFile, Split } from '../../dataset/dataset.js';
import { fileSource, type FileSource } from '../../files/sources/file-source.js';
import { filesAt } from '../../files/walk/files-at.js';
import type { OpenedSource } from '../../files/sources/image-source.js';
import { systemNote } from '../../files/walk/passed-over.js';
import { unlikeItsName } from '../../files/kinds/unlike-its-name.js';
import type { ReadOptions } from '../../files/sources/read-options.js';
import { DECODER_VERSION } from '../../pixels/image-decoder.js';
import { chooseSplits, inOrder } from '../../sets/choose-splits.js';
import { unusedSplits } from '../../sets/unused-splits.js';
import { readArchiveFolders } from './archive-folders.js';
import { archiveLayout, type ArchiveLayout } from './archive-layout.js';
import { decodeEntries } from '../decode-entries.js';
import { readArchive } from './read-archive.js';
import { readAt } from './tar-member.js';
import { checkTrainingFiles, splitNamedBy } from '../split-of-path.js';
import { classesOf, type SampleLabel } from './webdataset-labels.js';

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

/** Gives samples, some of which have labels, their split and class; from their folders if nothing else states them. */
function withFolders(found: readonly FoundSample[]): Sample[] {
  const foldersOf = readArchiveFolders(found.map(({ key }) => key));
  return found.map(({ key, label, named, ...sample }) => {
    const { split, className } = foldersOf(key);
    return { ...sample, split: named ?? split ?? 'train', value: label ?? className };
  });
}

/**
 * Reads WebDataset shards: tar archives of images `KEY.jpg` with `KEY.cls`, `KEY.json` or `KEY.txt`; a single
 * archive, or a folder of them. The names of the archives give the splits, or else the folders within them.
 * Archives are indexed, and images are then read by position, so memory does not grow with the size of the
 * archives.
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
      ...['webdataset-2', DECODER_VERSION, isFolder, imageSize ?? null, names, skipped, seed],
      ...[valueRange ?? null, valueRanges ?? null],
      isFolder && files.map((file) => splitNamedBy(file.path) ?? null),
    ],
    open: async ({ onProgress }) => {
      const leftOut: SkippedFile[] = [...skipped];
      const handles: FileHandle[] = [];
      const found: FoundSample[] = [];
      const ignored: string[] = [];
      const stems = files.map(({ path: within }) => within.slice(0, -'.tar'.length));
      for (const [index, { path: within, bytes: size }] of files.entries()) {
        const handle = await open(join(folder, within), 'r');
        handles.push(handle);
        const {
          found: members,
          more,
          leftOut: unread,
          system,
          reason,
        } = await readArchive(handle, size);
        const stem = stems[index] ?? '';
        ignored.push(...system);
        leftOut.push(...unread.map(({ path, ...why }) => ({ path: `${stem}/${path}`, ...why })));
        if (reason !== undefined || (members.length === 0 && unread.length === 0)) {
          const other = await unlikeItsName(join(folder, within), 'tar');
          leftOut.push({ path: within, reason: other ?? reason ?? 'it holds no images' });
        }
        if (more > 0) {
          leftOut.push({
            path: within,
            reason: 'only one image of each sample is used',
            images: more,
          });
        }
        const named = isFolder ? splitNamedBy(within) : undefined;
        for (const { key, image, label } of members) {
          const name = `${stem}/${key}`;
          if (image) found.push({ ...image, archive: index, name, key, label, named });
          else leftOut.push({ path: name, reason: 'it has a label but no image' });
        }
        onProgress({ phase: 'scanning', done: index + 1, total: files.length });
      }
      try {
        const notes = ignored.length > 0 ? [systemNote([...new Set(ignored)])] : [];
        const about = { handles, names, leftOut, notes };
        const opened = found.some(({ label }) => label !== undefined)
          ? await openSamples(withFolders(found), about, options)
          : await openImages(
              await archiveLayout(found.map(unlabeled), stems, seed),
              about,
              options,
            );
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

const unlabeled = ({ archive, key, name, named, offset, bytes }: FoundSample) => ({
  ...{ archive, key, name, named, offset, bytes },
});

/** Archives that were indexed. */
interface Indexed {
  readonly handles: readonly FileHandle[];
  /** Of numbered classes. */
  readonly names: readonly string[];
  readonly leftOut: readonly SkippedFile[];
  readonly notes: readonly string[];
}

type Located = Pick<Sample, 'archive' | 'name' | 'offset' | 'bytes' | 'label'>;

const readerOf = ({ handles }: Indexed) => ({
  bytesOf: async ({ archive, offset, bytes }: Located): Promise<Buffer> => {
    const handle = handles[archive];
    if (!handle) throw new Error('the archive is closed');
    return readAt(handle, offset, bytes);
  },
  nameOf: ({ name }: Located) => name,
  onProgress: () => undefined,
});

/** Opens images without stated labels. */
async function openImages(
  { classes, testOrigin, skipped, notes: doubts, ...splits }: ArchiveLayout<Located>,
  about: Indexed,
  options: ReadOptions,
): Promise<OpenedSource> {
  const ordered = inOrder<Located>({ ...splits, testOrigin: testOrigin ?? 'test' });
  const decoded = await decodeEntries(ordered, readerOf(about), options);
  return {
    ...withNotes(decoded, [...about.notes, ...doubts]),
    skipped: [...about.leftOut, ...skipped],
    ...(classes && { classes }),
    ...(testOrigin && { testOrigin }),
  };
}

type Decoded = Awaited<ReturnType<typeof decodeEntries>>;

/** Decoded images whose account begins with these notes. */
function withNotes(decoded: Decoded, first: readonly string[]): Decoded {
  const account = () => {
    const { notes = [], ...rest } = decoded.account?.() ?? {};
    const all = [...first, ...notes];
    return { ...rest, ...(all.length > 0 && { notes: all }) };
  };
  return { ...decoded, account };
}

async function openSamples(
  samples: readonly Sample[],
  about: Indexed,
  options: ReadOptions,
): Promise<OpenedSource> {
  const skipped = [...about.leftOut];
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
        options.seed,
      )
    : { train: labeled('train'), validation: [], test: [], testOrigin: undefined };
  const ordered = inOrder<Sample>({ ...splits, testOrigin: splits.testOrigin ?? 'test' });
  const countOf = (split: Split) => samples.filter((sample) => sample.split === split).length;
  const unused = found
    ? []
    : unusedSplits({ validation: countOf('validation'), test: countOf('test') });
  const decoded = await decodeEntries(ordered, readerOf(about), options);
  return {
    ...{ ...withNotes(decoded, [...about.notes, ...unused]), skipped },
    ...(found && { classes: found.classes }),
    ...(splits.testOrigin && { testOrigin: splits.testOrigin }),
  };
}
