import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

import { printable } from '@jssl/settings';
import { makeFolder } from '@jssl/settings/node';

import { DataError } from '../dataset/data-error.js';
import { DataFailure } from '../dataset/data-failure.js';
import type { SkippedFile } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import type { Work } from '../dataset/work.js';
import type { ImageSource } from '../files/sources/image-source.js';
import { ChannelHistogram } from './channel-histogram.js';
import { cacheRemedy } from './cache-remedy.js';
import { imagesPerBlock } from './block-checksums.js';
import { PACKED_MAGIC } from './packed-format.js';
import type { PackedHeader } from './packed-header.js';

/** The bytes of a packed file, as described in `packed-format.ts`. */
async function* pack(source: ImageSource, work: Work): AsyncGenerator<Uint8Array, void, undefined> {
  const opened = await source.open(work);
  const { height, width, channels, total, images, classes, testOrigin, resized } = opened;
  const { description } = source;
  const phase = description.kind === 'folder' ? 'decoding' : 'packing';
  const histogram = new ChannelHistogram(channels);
  const hash = createHash('sha256');
  const names: string[] = [];
  const checksums: number[] = [];
  const labels: number[] = [];
  const attributes: Record<string, string[]> = {};
  const undecoded: SkippedFile[] = [];
  const lengths = { train: 0, validation: 0, test: 0 };
  let done = 0;
  // Hashing and counting a block is faster than doing it for each of its small images.
  const imageBytes = height * width * channels;
  const blockBytes = imagesPerBlock(imageBytes) * imageBytes;
  let block = Buffer.alloc(0);
  let filled = 0;
  // Training images come first, in a block, too.
  let trained = 0;
  const finish = (pixels: Buffer) => {
    histogram.add(pixels.subarray(0, trained));
    hash.update(pixels);
    checksums.push(crc32(pixels));
    return pixels;
  };

  yield PACKED_MAGIC;
  for await (const image of images) {
    if ('reason' in image) {
      undecoded.push(image);
    } else {
      names.push(image.name);
      if (image.label !== undefined) labels.push(image.label);
      if (image.attributes) {
        for (const [name, value] of Object.entries(image.attributes)) {
          (attributes[name] ??= []).push(value);
        }
      }
      lengths[image.split]++;
      if (filled === 0) {
        block = Buffer.allocUnsafe(blockBytes);
        trained = 0;
      }
      block.set(image.pixels, filled);
      filled += image.pixels.length;
      if (image.split === 'train') trained = filled;
      if (filled === blockBytes) {
        filled = 0;
        yield finish(block);
      }
    }
    work.onProgress({ phase, done: ++done, total });
  }
  if (filled > 0) yield finish(block.subarray(0, filled));
  // A header is refused when it is read if its sentences hold control characters, as names in them may.
  const skipped = [...opened.skipped, ...undecoded].map((one) => ({
    ...one,
    reason: printable(one.reason),
  }));
  const { notes, noteRemedies, valueRanges } = opened.account?.() ?? {};
  if (lengths.train === 0) {
    const first = undecoded[0] ?? skipped[0];
    throw new DataError(
      `openDataset: ${description.name} must have training images that can be decoded, ` +
        `got none of ${total}` +
        (first ? ` (${first.path}: ${first.reason})` : ''),
    );
  }

  const content = {
    trainLength: lengths.train,
    ...(lengths.validation > 0 && { validationLength: lengths.validation }),
    names,
    ...(classes && { labels }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
  const shape = { height, width, channels };
  const header: PackedHeader = {
    key: source.key,
    about: {
      ...description,
      ...shape,
      ...(resized && { resized }),
      ...(classes ? { classes } : {}),
      ...(testOrigin && lengths.test > 0 ? { testOrigin } : {}),
      mean: histogram.mean(),
      std: histogram.std(),
      ...(notes && { notes: notes.map((note) => printable(note)) }),
      ...(noteRemedies && {
        noteRemedies: Object.fromEntries(
          Object.entries(noteRemedies).map(([note, remedy]) => [printable(note), remedy]),
        ),
      }),
      ...(valueRanges && { valueRanges }),
      skipped,
      fingerprint: hash.update(JSON.stringify([shape, classes, content])).digest('hex'),
    },
    ...content,
  };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const sums = Buffer.alloc(4 * checksums.length);
  checksums.forEach((sum, at) => sums.writeUInt32LE(sum, 4 * at));
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(headerBytes.length, 0);
  tail.writeUInt32LE(crc32(headerBytes, crc32(sums)), 4);
  yield sums;
  yield headerBytes;
  yield PACKED_MAGIC;
  yield tail;
}

/** Joins chunks into blocks of at least a mebibyte: writing each small image separately is slower. */
async function* inBlocks(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < 2 ** 20) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  yield Buffer.concat(waiting);
}

/**
 * Packs a source into a file, completely or not at all. The file is written under a temporary name and then
 * renamed, so it is safe to kill the process, or to pack the same source in two processes at once.
 * @throws DataError if no training image can be decoded.
 * @throws DataFailure if the file can't be written.
 */
export async function writePackedFile(
  file: string,
  source: ImageSource,
  work: Work,
): Promise<void> {
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    makeFolder(dirname(file));
    const handle = await open(unfinished, 'wx');
    try {
      await writeFile(handle, inBlocks(pack(source, work)));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    // Whether or not this succeeds, the first error is the one to report.
    await rm(unfinished, { force: true }).catch(() => undefined);
    // Only system errors are about this file; others come from the source or `onProgress`.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new DataFailure(
      `openDataset: ${file} could not be written: ${reasonOf(error)}; ${cacheRemedy(error)}`,
      { cause: error },
    );
  }
}
