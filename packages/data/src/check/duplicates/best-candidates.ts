/** A picture that may show the same as the one that was asked for. */
export interface Candidate {
  /** Of the found picture, in the order of `add`. */
  readonly id: number;
  /** How the asked picture is turned to become the found one; an index of `orientations`. */
  readonly orientation: number;
  /** Which part of the asked picture the found one shows; an index of the codes. */
  readonly window: number;
  /** Differing bits of the codes. */
  readonly bits: number;
}

/** At most this many candidates are listed. */
const MOST_LISTED = 24;

/** How a picture was found; one object for all pictures that were found in the same way. */
type Way = Pick<Candidate, 'orientation' | 'window'>;

/** Collects the pictures whose codes differ least from that of an asked picture, without an object for each. */
export class BestCandidates {
  /** Codes that differ in more bits are no candidates. */
  readonly mostBits: number;
  /** The number of the question for which a picture was found last [count]. */
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

  /** Begins with another picture. @param self which is not found itself. */
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

  /** The candidates with the most similar codes, the most similar first. */
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
