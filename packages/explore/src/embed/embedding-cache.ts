import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

import { makeFolder } from '@jssl/settings/node';

/** An embedded image. */
export interface CachedImage {
  readonly name: string;
  /** As of `ExploredImages.stampOf` when it was embedded. */
  readonly stamp: string;
  /** As of `ExploredImages.contentOf`. */
  readonly content: string;
}

/** Where a vector is. */
interface Place {
  readonly segment: string;
  readonly row: number;
}

const FORMAT = 'jssl-explore-vectors-1';
/** Rows read at once. */
const CHUNK_ROWS = 4096;

/**
 * Vectors of images on the disk. Each process appends to a segment of its own, two files: `NAME.vectors` holds
 * float32 rows, `NAME.jsonl` a line for each. A row counts once both are written, so a kill loses at most the
 * images of the last batch, and two processes don't disturb each other.
 */
export class EmbeddingCache {
  readonly #folder: string;
  readonly #byName = new Map<string, Place & { readonly stamp: string }>();
  readonly #byContent = new Map<string, Place>();
  #features: number | undefined;
  #own: string | undefined;

  /**
   * @param folder of all caches.
   * @param key of the embedder.
   * @param source where the images are.
   */
  constructor(folder: string, key: string, source: string) {
    const hash = createHash('sha256')
      .update(JSON.stringify([FORMAT, key, source]))
      .digest('hex');
    this.#folder = join(folder, 'explore', hash.slice(0, 24));
    for (const name of segmentsIn(this.#folder)) this.#readSegment(name);
  }

  /** The folder of this cache. */
  get folder(): string {
    return this.#folder;
  }

  /** F; undefined for an empty cache. */
  get features(): number | undefined {
    return this.#features;
  }

  /** Whether the image of a name is there and has not changed. */
  has(name: string, stamp: string): boolean {
    return this.#byName.get(name)?.stamp === stamp;
  }

  /** Records that an image has content that is there, so that `has` knows it: false if it is not. */
  adopt({ name, stamp, content }: CachedImage): boolean {
    const place = this.#byContent.get(content);
    if (place) this.#byName.set(name, { ...place, stamp });
    return place !== undefined;
  }

  /**
   * Appends vectors [N, F].
   * @throws the error of the file system.
   */
  append(images: readonly CachedImage[], vectors: Float32Array): void {
    const features = vectors.length / images.length;
    if (this.#own === undefined) {
      makeFolder(this.#folder);
      this.#own = `${process.pid}-${randomBytes(6).toString('hex')}`;
      const head = JSON.stringify({ format: FORMAT, features });
      appendFileSync(join(this.#folder, `${this.#own}.jsonl`), `${head}\n`, { flag: 'ax' });
    }
    const segment = this.#own;
    this.#features = features;
    const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
    appendFileSync(join(this.#folder, `${segment}.vectors`), bytes);
    const lines = images.map(({ name, stamp, content }) => JSON.stringify([name, stamp, content]));
    appendFileSync(join(this.#folder, `${segment}.jsonl`), `${lines.join('\n')}\n`);
    const start = this.#rowsOf.get(segment) ?? 0;
    for (const [at, image] of images.entries()) this.#record(image, { segment, row: start + at });
    this.#rowsOf.set(segment, start + images.length);
  }

  readonly #rowsOf = new Map<string, number>();

  /** The vectors [N, F] of images that it has, in their order. */
  read(names: readonly string[]): Float32Array {
    const features = this.#features ?? 0;
    const vectors = new Float32Array(names.length * features);
    const wanted = new Map<string, { readonly row: number; readonly to: number }[]>();
    for (const [to, name] of names.entries()) {
      const place = this.#byName.get(name);
      if (!place) throw new RangeError(`${name} has not been embedded`);
      const rows = wanted.get(place.segment);
      if (rows) rows.push({ row: place.row, to });
      else wanted.set(place.segment, [{ row: place.row, to }]);
    }
    for (const [segment, rows] of wanted) {
      rows.sort((one, other) => one.row - other.row);
      this.#copyRows(segment, rows, vectors);
    }
    return vectors;
  }

  /** Copies rows of a segment, which are read in chunks. */
  #copyRows(
    segment: string,
    rows: readonly { readonly row: number; readonly to: number }[],
    vectors: Float32Array,
  ): void {
    const features = this.#features ?? 0;
    const chunk = new Float32Array(CHUNK_ROWS * features);
    const bytes = new Uint8Array(chunk.buffer);
    const file = openSync(join(this.#folder, `${segment}.vectors`), 'r');
    try {
      let [start, held] = [0, 0];
      for (const { row, to } of rows) {
        if (row >= start + held) {
          start = row;
          held = Math.floor(
            readSync(file, bytes, 0, bytes.length, row * 4 * features) / (4 * features),
          );
        }
        const from = (row - start) * features;
        vectors.set(chunk.subarray(from, from + features), to * features);
      }
    } finally {
      closeSync(file);
    }
  }

  #readSegment(segment: string): void {
    const text = readFileSync(join(this.#folder, `${segment}.jsonl`), 'utf8');
    // The last line may have been cut off by a kill.
    const [head, ...lines] = text.slice(0, text.lastIndexOf('\n')).split('\n');
    const features = featuresOf(head);
    if (features === undefined || (this.#features ?? features) !== features) return;
    const file = join(this.#folder, `${segment}.vectors`);
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const rows = Math.min(lines.length, Math.floor(bytes / (4 * features)));
    this.#features = features;
    for (let row = 0; row < rows; row++) {
      const image = imageOf(lines[row]);
      if (image) this.#record(image, { segment, row });
    }
  }

  #record({ name, stamp, content }: CachedImage, place: Place): void {
    this.#byName.set(name, { ...place, stamp });
    this.#byContent.set(content, place);
  }
}

/** The names of the segments in a folder, the oldest first. */
function segmentsIn(folder: string): string[] {
  const modified = (name: string) => statSync(join(folder, `${name}.jsonl`)).mtimeMs;
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length))
      .map((name) => [modified(name), name] as const)
      .sort(([one], [other]) => one - other)
      .map(([, name]) => name);
  } catch {
    return [];
  }
}

function featuresOf(head = ''): number | undefined {
  const value = parsed(head);
  const { format, features } = (value ?? {}) as { format?: unknown; features?: unknown };
  const isCount = typeof features === 'number' && Number.isInteger(features) && features > 0;
  return format === FORMAT && isCount ? features : undefined;
}

function imageOf(line = ''): CachedImage | undefined {
  const value = parsed(line);
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return undefined;
  const [name, stamp, content] = value;
  if (name === undefined || stamp === undefined || content === undefined) return undefined;
  return { name, stamp, content };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
