import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { makeFolder } from '@jssl/settings/node';

import { segmentFiles, VectorSegment, type CachedImage } from './vector-segment.js';

/** Where a vector is. */
interface Place {
  readonly segment: VectorSegment;
  readonly row: number;
}

/** A segment that nothing was appended to for so long is not in use by another process, in milliseconds. */
const SETTLED = 60 * 60 * 1000;
/** Segments are put together when there are more. */
const MOST_SEGMENTS = 32;
/** Looks at a folder in which another process deletes segments. */
const LOOKS = 5;

/**
 * Vectors of images on the disk. Each process appends to a segment of its own, so a kill loses at most the images of
 * the last batch, and two processes don't disturb each other. Close it when done.
 */
export class EmbeddingCache {
  /** The folder of this cache. */
  readonly folder: string;
  #segments = new Map<string, VectorSegment>();
  readonly #byName = new Map<string, Place & CachedImage>();
  readonly #byContent = new Map<string, Place>();
  #features: number | undefined;
  #own: VectorSegment | undefined;

  /**
   * @param folder of all caches.
   * @param key of the embedder.
   * @param source where the images are.
   */
  constructor(folder: string, key: string, source: string) {
    const hash = createHash('sha256')
      .update(JSON.stringify(['jssl-explore-vectors-1', key, source]))
      .digest('hex');
    this.folder = join(folder, hash.slice(0, 24));
    this.#segments = openSegments(this.folder);
    for (const segment of this.#segments.values()) {
      this.#features ??= segment.features;
      if (segment.features !== this.#features) continue;
      for (const [row, image] of segment.images.entries()) {
        if (image) this.#record(image, { segment, row });
      }
    }
  }

  /** Whether the image of a name is there and has not changed. */
  has(name: string, stamp: string): boolean {
    return this.#byName.get(name)?.stamp === stamp;
  }

  /** Records that an image has content that is there, so that `has` knows it: false if it is not. */
  adopt(image: CachedImage): boolean {
    const place = this.#byContent.get(image.content);
    if (place) this.#byName.set(image.name, { ...image, ...place });
    return place !== undefined;
  }

  /**
   * Appends vectors [N, F].
   * @throws the error of the file system.
   */
  append(images: readonly CachedImage[], vectors: Float32Array): void {
    const features = vectors.length / images.length;
    this.#features = features;
    this.#own ??= this.#create(features);
    const segment = this.#own;
    const start = segment.rows;
    segment.append(images, vectors);
    for (const [at, image] of images.entries()) this.#record(image, { segment, row: start + at });
  }

  /** The vectors [N, F] of images that it has, in their order. */
  read(names: readonly string[]): Float32Array {
    const features = this.#features ?? 0;
    const vectors = new Float32Array(names.length * features);
    const wanted = new Map<VectorSegment, { readonly row: number; readonly to: number }[]>();
    for (const [to, name] of names.entries()) {
      const place = this.#byName.get(name);
      if (!place) throw new RangeError(`${name} has not been embedded`);
      const rows = wanted.get(place.segment);
      if (rows) rows.push({ row: place.row, to });
      else wanted.set(place.segment, [{ row: place.row, to }]);
    }
    for (const [segment, rows] of wanted) segment.copyRows(rows, vectors);
    return vectors;
  }

  /**
   * Rewrites the cache without what these images don't need, if that is more than half of it or lies in many
   * segments. Segments that another process may be using stay.
   * @param names of all images, which it has.
   * @param vectors their vectors [N, F].
   * @returns whether it did.
   * @throws the error of the file system.
   */
  compact(names: readonly string[], vectors: Float32Array, now = Date.now()): boolean {
    const settled = settledIn(this.folder, now);
    const old = new Set(settled.map((name) => this.#segments.get(name)));
    const needed = names.flatMap((name, at) => {
      const image = this.#byName.get(name);
      return image && old.has(image.segment) ? [{ at, image }] : [];
    });
    const rows = [...old].reduce((sum, segment) => sum + (segment?.rows ?? 0), 0);
    if (rows <= 2 * needed.length && settled.length <= MOST_SEGMENTS) return false;
    if (needed.length > 0) {
      const features = vectors.length / names.length;
      const segment = this.#create(features);
      for (let start = 0; start < needed.length; start += 1024) {
        const some = needed.slice(start, start + 1024);
        const chunk = new Float32Array(some.length * features);
        for (const [to, { at }] of some.entries()) {
          chunk.set(vectors.subarray(at * features, (at + 1) * features), to * features);
        }
        segment.append(
          some.map(({ image }) => image),
          chunk,
        );
      }
    }
    for (const name of settled) {
      const files = segmentFiles(name);
      // Lines first: without them a segment does not count.
      for (const file of [files.lines, files.vectors])
        rmSync(join(this.folder, file), { force: true });
    }
    return true;
  }

  /** Closes its files. */
  close(): void {
    for (const segment of this.#segments.values()) segment.close();
    this.#segments = new Map();
  }

  #create(features: number): VectorSegment {
    makeFolder(this.folder);
    const name = `${process.pid}-${randomBytes(6).toString('hex')}`;
    const segment = VectorSegment.create(this.folder, name, features);
    this.#segments.set(name, segment);
    return segment;
  }

  #record(image: CachedImage, place: Place): void {
    this.#byName.set(image.name, { ...image, ...place });
    this.#byContent.set(image.content, place);
  }
}

/** Opens the segments in a folder, the oldest first. @throws the error of the file system. */
function openSegments(folder: string): Map<string, VectorSegment> {
  for (let look = 1; ; look++) {
    const opened = new Map<string, VectorSegment>();
    try {
      for (const name of segmentsIn(folder)) {
        const segment = VectorSegment.open(folder, name);
        if (segment) opened.set(name, segment);
      }
      return opened;
    } catch (error) {
      for (const segment of opened.values()) segment.close();
      // Another process has just put segments together: what was in them is in a new one.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || look === LOOKS) throw error;
    }
  }
}

/** The names of the segments, the oldest first. */
function segmentsIn(folder: string): string[] {
  const ending = segmentFiles('').lines;
  return timesIn(folder)
    .filter(({ file }) => file.endsWith(ending))
    .map(({ file }) => file.slice(0, -ending.length));
}

/** The names of segments that no process appends to, also of what a kill has left of one. */
function settledIn(folder: string, now: number): string[] {
  const endings = Object.values(segmentFiles(''));
  const latest = new Map<string, number>();
  for (const { file, time } of timesIn(folder)) {
    const ending = endings.find((one) => file.endsWith(one));
    if (ending !== undefined) latest.set(file.slice(0, -ending.length), time);
  }
  return [...latest].flatMap(([name, time]) => (now - time > SETTLED ? [name] : []));
}

/** The files of a folder with their times of modification, the oldest first; none if there is no folder. */
function timesIn(folder: string): { readonly file: string; readonly time: number }[] {
  try {
    return readdirSync(folder)
      .map((file) => {
        const status = statSync(join(folder, file), { throwIfNoEntry: false });
        return { file, time: status?.mtimeMs ?? 0 };
      })
      .sort((one, other) => one.time - other.time);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
