import { BestCandidates, type Candidate } from './best-candidates.js';
import { orientationOf, orientations } from '../pictures/orientation.js';
import {
  BAND_BITS,
  BANDS,
  codeOf,
  emptyCode,
  type Spectrum,
  type WindowCode,
} from '../pictures/picture-codes.js';

/** What {@link CodeIndex.find} found. */
export interface Candidates {
  /** The most similar first. */
  readonly found: readonly Candidate[];
  /** Whether pictures may be missing because a bucket was too full to compare all of it. */
  readonly capped: boolean;
}

/** A candidate's code differs in at most this many of 60 bits. */
const MOST_BITS = 14;
/** The same with more than `MANY` pictures, where more codes are similar by chance. */
const MOST_BITS_OF_MANY = 11;
const MANY = 50_000;
/** Most pictures of a bucket that are compared, so that many equal codes still take linear time. */
const MOST_IN_BUCKET = 128;
/** Most pictures compared for one query. */
const MOST_SCANNED = 30_000;
/** How many of the least certain bits of each band are also tried flipped. */
const WEAK_BITS = 3;

const everyOrientation = [...orientations.keys()];
/** Crops are searched upright and mirrored, but not rotated. */
const ofCrops = everyOrientation.filter((at) => {
  const { transpose, flip } = orientationOf(at);
  return !transpose && !flip;
});

/** The number of bits set in a 32-bit number. */
function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Two bands in a number. */
const joined = (one = 0, two = 0) => one | (two << BAND_BITS);

/** The pictures grouped by the bits of one band of their codes. */
interface Band {
  /** The index in `members` where the pictures of each value start [2^BAND_BITS + 1]. */
  readonly starts: Int32Array;
  /** [count] */
  readonly members: Int32Array;
  /**
   * The codes of `members` in the same order, since sequential reads are faster; two bands in a number
   * [count, 2].
   */
  readonly codes: Int32Array;
}

/**
 * Finds codes that differ in few bits, without comparing all pairs: a picture is compared with those that share
 * one of four bands of bits with it, also with one of its least certain bits flipped.
 */
export class CodeIndex {
  readonly #codes: Int32Array; // [count, BANDS]
  #bands: Band[] = [];
  readonly #best: BestCandidates;
  readonly #code = emptyCode(WEAK_BITS);
  #added = 0;
  #scanned = 0;

  /** @param count how many pictures will be added. */
  constructor(count: number) {
    this.#codes = new Int32Array(count * BANDS);
    this.#best = new BestCandidates(count, count > MANY ? MOST_BITS_OF_MANY : MOST_BITS);
  }

  /** @param spectrum of a whole picture. */
  add(spectrum: Spectrum): void {
    this.#codes.set(codeOf(spectrum, 0, this.#code).bands, this.#added++ * BANDS);
  }

  /** Groups the pictures by the bits of a band: a counting sort. */
  #sort(band: number): Band {
    const count = this.#added;
    const starts = new Int32Array(2 ** BAND_BITS + 1);
    const keyOf = (id: number) => this.#codes[id * BANDS + band] ?? 0;
    for (let id = 0; id < count; id++) starts[keyOf(id) + 1] = (starts[keyOf(id) + 1] ?? 0) + 1;
    for (let at = 1; at < starts.length; at++)
      starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
    const next = starts.slice();
    const members = new Int32Array(count);
    const codes = new Int32Array(count * 2);
    for (let id = 0; id < count; id++) {
      const at = next[keyOf(id)] ?? 0;
      members[at] = id;
      const [one, two, three, four] = this.#codes.subarray(id * BANDS, (id + 1) * BANDS);
      codes[2 * at] = joined(one, two);
      codes[2 * at + 1] = joined(three, four);
      next[keyOf(id)] = at + 1;
    }
    return { starts, members, codes };
  }

  /**
   * Finds pictures similar to another, once all are added.
   * @param id the query, which is never its own result.
   * @param spectra of its windows.
   */
  find(id: number, spectra: readonly Spectrum[]): Candidates {
    for (let band = this.#bands.length; band < BANDS; band++) this.#bands.push(this.#sort(band));
    this.#best.clear(id);
    let capped = false;
    this.#scanned = 0;
    for (const [window, spectrum] of spectra.entries()) {
      for (const orientation of window === 0 ? everyOrientation : ofCrops) {
        if (this.#scanned > MOST_SCANNED) return { found: this.#best.list(), capped: true };
        const code = codeOf(spectrum, orientation, this.#code);
        if (this.#search({ window, orientation, code })) capped = true;
      }
    }
    return { found: this.#best.list(), capped };
  }

  #search(asked: { window: number; orientation: number; code: WindowCode }): boolean {
    const { window, orientation, code } = asked;
    const { bands, weak } = code;
    const [one, two, three, four] = bands;
    const [first, second] = [joined(one, two), joined(three, four)];
    const way = { orientation, window };
    const { mostBits } = this.#best;
    let capped = false;
    for (const [band, { starts, members, codes }] of this.#bands.entries()) {
      for (let probe = -1; probe < WEAK_BITS; probe++) {
        const key = (bands[band] ?? 0) ^ (probe < 0 ? 0 : (weak[band * WEAK_BITS + probe] ?? 0));
        const start = starts[key] ?? 0;
        let end = starts[key + 1] ?? 0;
        if (end - start > MOST_IN_BUCKET) {
          end = start + MOST_IN_BUCKET;
          // Flipped bits and crops only add chances, so a full bucket is no reason for a warning.
          if (probe < 0 && window === 0 && orientation === 0) capped = true;
        }
        this.#scanned += end - start;
        for (let at = start; at < end; at++) {
          const some = bitCount(first ^ (codes[2 * at] ?? 0));
          if (some > mostBits) continue;
          const bits = some + bitCount(second ^ (codes[2 * at + 1] ?? 0));
          if (bits <= mostBits) this.#best.add(members[at] ?? 0, bits, way);
        }
      }
    }
    return capped;
  }
}
