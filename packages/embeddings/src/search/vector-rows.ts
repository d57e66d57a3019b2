/** Numbers in a block, about: 4 MiB. */
const BLOCK = 2 ** 20;

/** Vectors of F numbers, row after row, in blocks: it grows without copying what it has. */
export class VectorRows {
  readonly #blocks: Float32Array[] = [];
  readonly #rowsOfBlock: number;
  #length = 0;

  /** @param features F */
  constructor(readonly features: number) {
    this.#rowsOfBlock = Math.max(1, Math.floor(BLOCK / features));
  }

  get length(): number {
    return this.#length;
  }

  /** Appends the vectors [N, F]. */
  push(vectors: Float32Array): void {
    const { features } = this;
    for (let start = 0; start < vectors.length; start += features) {
      const at = this.#length % this.#rowsOfBlock;
      if (at === 0) this.#blocks.push(new Float32Array(this.#rowsOfBlock * features));
      this.#blocks.at(-1)?.set(vectors.subarray(start, start + features), at * features);
      this.#length += 1;
    }
  }

  /** The vector [F] at a position: a view, not a copy. */
  row(place: number): Float32Array {
    const block = this.#blocks[Math.floor(place / this.#rowsOfBlock)];
    if (block === undefined || place >= this.#length) throw new RangeError(`no vector ${place}`);
    const start = (place % this.#rowsOfBlock) * this.features;
    return block.subarray(start, start + this.features);
  }

  /** All vectors, in parts [rows, F] in order: views, not copies. */
  *parts(): Generator<Float32Array, void, undefined> {
    for (const [at, block] of this.#blocks.entries()) {
      const rows = Math.min(this.#rowsOfBlock, this.#length - at * this.#rowsOfBlock);
      yield block.subarray(0, rows * this.features);
    }
  }
}

/** The dot product of a vector [F] with the row of a matrix that begins at `start`. */
export function dotAt(vector: Float32Array, matrix: Float32Array, start: number): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += (vector[at] ?? 0) * (matrix[start + at] ?? 0);
  return sum;
}
