import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** An embedded image. */
export interface CachedImage {
  readonly name: string;
  /** As of `ExploredImages.stampOf` when it was embedded. */
  readonly stamp: string;
  /** As of `ExploredImages.contentOf`. */
  readonly content: string;
}

const FORMAT = 'jssl-explore-vectors-1';
/** Rows read at once. */
const CHUNK_ROWS = 4096;

/** The name of the file with the rows of a segment, and of that with its vectors. */
export const segmentFiles = (name: string) =>
  ({ lines: `${name}.jsonl`, vectors: `${name}.vectors` }) as const;

/**
 * Vectors of images in two files: `NAME.vectors` holds float32 rows, `NAME.jsonl` a line for each. A row counts once
 * both are written. The files stay open, so that they can be read after another process has deleted them.
 */
export class VectorSegment {
  /** F */
  readonly features: number;
  /** The images of the rows that were there when it was opened. */
  readonly images: readonly (CachedImage | undefined)[];
  #rows: number;
  readonly #lines: number | undefined;
  readonly #vectors: number;

  private constructor(
    features: number,
    files: { readonly lines?: number; readonly vectors: number },
    images: readonly (CachedImage | undefined)[],
  ) {
    this.features = features;
    this.images = images;
    this.#rows = images.length;
    this.#lines = files.lines;
    this.#vectors = files.vectors;
  }

  /**
   * Opens a segment to read it.
   * @returns undefined for what is no segment.
   * @throws the error of the file system.
   */
  static open(folder: string, name: string): VectorSegment | undefined {
    const files = segmentFiles(name);
    const text = readFileSync(join(folder, files.lines), 'utf8');
    // The last line may have been cut off by a kill.
    const [head, ...lines] = text.slice(0, text.lastIndexOf('\n')).split('\n');
    const features = featuresOf(head);
    if (features === undefined || lines.length === 0) return undefined;
    const vectors = openVectors(folder, files);
    if (vectors === undefined) return undefined;
    const whole = Math.floor(fstatSync(vectors).size / (4 * features));
    return new VectorSegment(features, { vectors }, lines.slice(0, whole).map(imageOf));
  }

  /**
   * Creates a segment to append to and to read.
   * @throws the error of the file system.
   */
  static create(folder: string, name: string, features: number): VectorSegment {
    const files = segmentFiles(name);
    const lines = openSync(join(folder, files.lines), 'ax');
    writeSync(lines, `${JSON.stringify({ format: FORMAT, features })}\n`);
    return new VectorSegment(
      features,
      { lines, vectors: openSync(join(folder, files.vectors), 'ax+') },
      [],
    );
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Appends vectors [N, F] of images.
   * @throws the error of the file system.
   */
  append(images: readonly CachedImage[], vectors: Float32Array): void {
    if (this.#lines === undefined) throw new Error('the segment was opened to be read');
    // Writes until all is written, also to an open file.
    appendFileSync(
      this.#vectors,
      new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength),
    );
    const lines = images.map(({ name, stamp, content }) => JSON.stringify([name, stamp, content]));
    appendFileSync(this.#lines, `${lines.join('\n')}\n`);
    this.#rows += images.length;
  }

  /** Copies rows of the segment to rows of vectors [N, F]. */
  copyRows(
    rows: readonly { readonly row: number; readonly to: number }[],
    vectors: Float32Array,
  ): void {
    const { features } = this;
    const chunk = new Float32Array(CHUNK_ROWS * features);
    const bytes = new Uint8Array(chunk.buffer);
    let [start, held] = [0, 0];
    for (const { row, to } of rows.toSorted((one, other) => one.row - other.row)) {
      if (row >= start + held) {
        start = row;
        const read = readSync(this.#vectors, bytes, 0, bytes.length, row * 4 * features);
        held = Math.floor(read / (4 * features));
      }
      const from = (row - start) * features;
      vectors.set(chunk.subarray(from, from + features), to * features);
    }
  }

  close(): void {
    closeSync(this.#vectors);
    if (this.#lines !== undefined) closeSync(this.#lines);
  }
}

/** Opens vectors; undefined if a kill has left their lines alone. @throws ENOENT if both have just been deleted. */
function openVectors(
  folder: string,
  { lines, vectors }: ReturnType<typeof segmentFiles>,
): number | undefined {
  try {
    return openSync(join(folder, vectors), 'r');
  } catch (error) {
    const isAlone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isAlone && existsSync(join(folder, lines))) return undefined;
    throw error;
  }
}

function featuresOf(head = ''): number | undefined {
  const value = parsed(head);
  const { format, features } = (value ?? {}) as { format?: unknown; features?: unknown };
  const isCount = typeof features === 'number' && Number.isInteger(features) && features > 0;
  return format === FORMAT && isCount ? features : undefined;
}

function imageOf(line: string): CachedImage | undefined {
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
