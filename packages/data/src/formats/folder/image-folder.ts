import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { DataError } from '../../dataset/data-error.js';
import type { SkippedFile } from '../../dataset/dataset.js';
import { fileSource, type FileSource } from '../../files/sources/file-source.js';
import { findImages, type FoundImages } from '../../files/walk/find-images.js';
import { nameOfKind } from '../../files/kinds/kind-of-file.js';
import { labelTablesNote, passedOver, tablesOfLabels } from '../../files/walk/passed-over.js';
import type { ReadOptions } from '../../files/sources/read-options.js';
import { imageKinds } from '../../files/kinds/why-not-read.js';
import { DECODER_VERSION } from '../../pixels/image-decoder.js';
import { readImageFile } from '../../pixels/read-image-file.js';
import { inOrder } from '../../sets/choose-splits.js';
import { decodeEntries } from '../decode-entries.js';
import { findLayout, type FolderLayout, type LabeledFile } from './folder-layout.js';
import { labelLayout } from './label-layout.js';
import { readLabelTable } from '../labels/label-rows.js';
import { describeUnread } from './unread-layouts.js';

/**
 * Reads a folder of images; `findLayout` describes the layouts.
 * @param folder absolute.
 * @param isLabeled false: ignore subfolders, all images are for training.
 * @throws DataError if it contains no image.
 */
export async function readImageFolder(
  folder: string,
  options: ReadOptions,
  isLabeled = true,
): Promise<FileSource> {
  const { imageSize, valueRange, valueRanges } = options;
  const { layout, leftOut, notes, noteRemedies } = await layOutFolder(folder, options, isLabeled);
  const { classes, testOrigin } = layout;
  const entries = inOrder(layout);
  const uses = entries.map(({ item: { path, label, group }, split }) => [
    ...[path, label, split],
    // As it was before there were groups.
    ...(group === undefined ? [] : [group]),
  ]);
  const used = entries.map(({ item: { path, bytes, modifiedMs, changedMs } }) => ({
    ...{ path, bytes, modifiedMs, changedMs },
  }));
  return fileSource(folder, used, {
    description: { name: basename(folder), kind: 'folder' },
    ...{ leftOut, notes, noteRemedies },
    settings: [
      ...['folder', DECODER_VERSION, imageSize ?? null, valueRange ?? null, valueRanges ?? null],
      ...[classes, testOrigin, uses],
    ],
    open: async ({ onProgress }) => {
      const reader = {
        bytesOf: ({ path, bytes }: LabeledFile) => readImageFile(join(folder, path), bytes),
        nameOf: ({ path }: LabeledFile) => path,
        onProgress,
      };
      return {
        ...(await decodeEntries(entries, reader, options)),
        skipped: [],
        ...(classes && { classes }),
        ...(testOrigin && { testOrigin }),
      };
    },
  });
}

/** The image files of a folder, not yet decoded, and how they are used. */
export interface LaidOutFolder extends Required<
  Pick<FileSource, 'leftOut' | 'notes' | 'noteRemedies'>
> {
  readonly layout: FolderLayout;
}

/**
 * Finds the images of a folder and how they are used, without reading them.
 * @throws DataError if it contains no image.
 */
export async function layOutFolder(
  folder: string,
  { seed, labels }: Pick<ReadOptions, 'seed' | 'labels'>,
  isLabeled = true,
): Promise<LaidOutFolder> {
  const found = await findImages(folder);
  const itself = found.own.find(({ path }) => path === '');
  if (itself && found.files.length === 0) {
    throw new DataError(
      `openDataset: ${folder} must be a folder of images, got ${itself.what} that JSSL wrote`,
    );
  }
  const layout = await layOut(folder, found, { seed, labels, isLabeled });
  const tables = labels === undefined && !layout.classes ? tablesOfLabels(found) : [];
  const { noteRemedies, ...aboutTables } = labelTablesNote(tables);
  const notes = [
    ...passedOver(found, await realpath(folder)),
    ...aboutTables.notes,
    ...layout.notes,
  ];
  const leftOut = [...found.skipped, ...layout.skipped];
  if (layout.train.length === 0) {
    const unread = describeUnread([...found.others.values()].flat());
    throw noImages(folder, leftOut, unread === undefined ? notes : [unread, ...notes]);
  }
  return { layout, leftOut, notes, noteRemedies };
}

interface LayoutOptions extends Pick<ReadOptions, 'seed' | 'labels'> {
  readonly isLabeled: boolean;
}

/** How the images are used: by a table of labels, or by their folders. */
async function layOut(
  folder: string,
  found: FoundImages,
  { seed, labels, isLabeled }: LayoutOptions,
): Promise<FolderLayout> {
  const holdsOwn = (path: string) => found.own.some((own) => own.path.startsWith(`${path}/`));
  const folders = found.folders.filter((path) => !holdsOwn(path));
  const content = { files: found.files, folders };
  if (labels !== undefined && found.files.length > 0) {
    return labelLayout(content, readLabelTable(labels), seed);
  }
  if (isLabeled) return findLayout(folder, content, seed);
  return { train: found.files, validation: [], test: [], skipped: [], notes: [] };
}

/** Says what the folder contains instead of images. */
function noImages(
  folder: string,
  leftOut: readonly SkippedFile[],
  notes: readonly string[],
): DataError {
  const itself = leftOut.find(({ path }) => path === '');
  if (itself) return new DataError(`openDataset: ${folder} could not be read: ${itself.reason}`);
  const kinds = [...imageKinds].map((kind) => nameOfKind(kind).split(' ')[1]).join(', ');
  const [first] = leftOut;
  const others = leftOut.length > 1 ? ` and ${leftOut.length - 1} more` : '';
  const missed = first ? `; ${first.path}${others} skipped: ${first.reason}` : '';
  const rest = notes.map((note) => `; ${note}`).join('');
  return new DataError(
    `openDataset: ${folder} must contain images (${kinds}), got none${missed}${rest}`,
  );
}
