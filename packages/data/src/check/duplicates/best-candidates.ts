/** A picture that may be a copy of the query, or its original. */
export interface Candidate {
  /** The number of the found picture, in the order of `add`. */
  readonly id: number;
  /** How the query is turned to match the found picture; an index of `orientations`. */
  readonly orientation: number;
  /** Which part of the query the found picture shows; an index of the codes. */
  readonly window: number;
  /** Number of bits in which the codes differ. */
  readonly bits: number;
}

/** Most candidates returned for a query. */
const MOST_LISTED = 24;

/** How a picture was found. Pictures found in the same way share one object. */
type Way = Pick<Candidate, 'orientation' | 'window'>;

/** Collects the pictures whose codes differ least from the query's, without allocating an object for each. */
export class BestCandidates {
  /** A picture whose code differs in more bits is not a candidate. */
  readonly mostBits: number;
  /** The last query for which each picture was found, by number [count]. */
  readonly #asked: Int32Array;
  readonly #bits: Uint8Array;
  readonly #ways: Way[] = [];
  readonly #wayOf: Uint16Array;
  readonly #found: number[] = [];
  #question = 0;
  #self = -1;

  constructor(count: number, mostBits: number) {
    this.mostBits = mostBits;
    this.#asked = new Int32Array(count);
    this.#bits = new Uint8Array(count);
    this.#wayOf = new Uint16Array(count);
  }

  /** Starts the next query. @param self the query, which is never its own candidate. */
  clear(self: number): void {
    this.#question++;
    this.#self = self;
    this.#found.length = 0;
    this.#ways.length = 0;
  }

  /**
   * Adds a picture, or keeps the way in which it differs least.
   * @param way one object for all pictures that are found in the same way.
   */
  add(id: number, bits: number, way: Way): void {
    if (id === this.#self) return;
    const isNew = this.#asked[id] !== this.#question;
    if (!isNew && bits >= (this.#bits[id] ?? 0)) return;
    if (isNew) this.#found.push(id);
    this.#asked[id] = this.#question;
    this.#bits[id] = bits;
    if (this.#ways.at(-1) !== way) this.#ways.push(way);
    this.#wayOf[id] = this.#ways.length - 1;
  }

  /** The candidates, the most similar first. */
  list(): Candidate[] {
    const counts = new Uint32Array(this.mostBits + 1);
    for (const id of this.#found) {
      const bits = this.#bits[id] ?? 0;
      counts[bits] = (counts[bits] ?? 0) + 1;
    }
    let [enough, within] = [0, counts[0] ?? 0];
    while (within < MOST_LISTED && enough < this.mostBits) within += counts[++enough] ?? 0;
    return this.#found
      .filter((id) => (this.#bits[id] ?? 0) <= enough)
      .map((id) => ({
        ...{ id, bits: this.#bits[id] ?? 0 },
        ...(this.#ways[this.#wayOf[id] ?? 0] ?? { orientation: 0, window: 0 }),
      }))
      .sort((one, other) => one.bits - other.bits || one.id - other.id)
      .slice(0, MOST_LISTED);
  }
}
