import { orientationOf, orientations } from './orientation.js';
import {
  BAND_BITS,
  BANDS,
  codeOf,
  emptyCode,
  type Spectrum,
  type WindowCode,
} from './picture-codes.js';

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

/** What {@link CodeIndex.find} found. */
export interface Candidates {
  /** The most similar first. */
  readonly found: readonly Candidate[];
  /** Whether more pictures might be found if all of a full bucket were compared. */
  readonly capped: boolean;
}

/** Codes of which at most this many bits of 60 differ are candidates. */
const MOST_BITS = 14;
/** The same among more than `MANY` pictures, where chance finds more. */
const MOST_BITS_OF_MANY = 11;
const MANY = 50_000;
/** At most this many pictures of a bucket are compared, so that equal codes cost linear time. */
const MOST_IN_BUCKET = 128;
/** At most this many pictures are compared in all. */
const MOST_SCANNED = 30_000;
/** Uncertain bits of each band that are also searched flipped. */
const WEAK_BITS = 3;
/** At most this many candidates are returned. */
const MOST_FOUND = 24;

const everyOrientation = [...orientations.keys()];
/** A crop is looked for as it is and mirrored, but not turned as well. */
const ofCrops = everyOrientation.filter((at) => {
  const { transpose, flip } = orientationOf(at);
  return !transpose && !flip;
});

const none = new Int32Array(0);

/** Bits that are set among 32. */
function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Finds codes that differ in few bits, without comparing with all: a picture is compared with those that
 * share one of four bands of bits with it, also after one of its least certain bits is flipped.
 */
export class CodeIndex {
  readonly #codes: Int32Array; // [count, BANDS]
  #starts: Int32Array[] = []; // [BANDS][2^BAND_BITS + 1]
  #members: Int32Array[] = []; // [BANDS][count]
  readonly #seen: Int32Array;
  readonly #mostBits: number;
  readonly #code = emptyCode(WEAK_BITS);
  #added = 0;
  #question = 0;
  #scanned = 0;

  /** @param count how many pictures will be added. */
  constructor(count: number) {
    this.#codes = new Int32Array(count * BANDS);
    this.#seen = new Int32Array(count);
    this.#mostBits = count > MANY ? MOST_BITS_OF_MANY : MOST_BITS;
  }

  /** @param spectrum of a whole picture. */
  add(spectrum: Spectrum): void {
    this.#codes.set(codeOf(spectrum, 0, this.#code).bands, this.#added++ * BANDS);
  }

  /** Groups the pictures by the bits of a band: a counting sort. */
  #sort(band: number, count: number): void {
    const starts = new Int32Array(2 ** BAND_BITS + 1);
    for (let id = 0; id < count; id++)
      starts[(this.#codes[id * BANDS + band] ?? 0) + 1] =
        (starts[(this.#codes[id * BANDS + band] ?? 0) + 1] ?? 0) + 1;
    for (let at = 1; at < starts.length; at++)
      starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
    const next = starts.slice();
    const members = new Int32Array(count);
    for (let id = 0; id < count; id++) {
      const key = this.#codes[id * BANDS + band] ?? 0;
      const at = next[key] ?? 0;
      members[at] = id;
      next[key] = at + 1;
    }
    this.#starts.push(starts);
    this.#members.push(members);
  }

  /**
   * Finds pictures like another, once all are added.
   * @param id the asked picture, which is not found itself.
   * @param spectra of its windows.
   */
  find(id: number, spectra: readonly Spectrum[]): Candidates {
    for (let band = this.#starts.length; band < BANDS; band++) this.#sort(band, this.#added);
    const best = new Map<number, Candidate>();
    let capped = false;
    this.#scanned = 0;
    for (const [window, spectrum] of spectra.entries()) {
      for (const orientation of window === 0 ? everyOrientation : ofCrops) {
        if (this.#scanned > MOST_SCANNED) return { found: sorted(best), capped: true };
        const code = codeOf(spectrum, orientation, this.#code);
        if (this.#search(best, { id, window, orientation, code })) capped = true;
      }
    }
    return { found: sorted(best), capped };
  }

  #search(
    best: Map<number, Candidate>,
    asked: { id: number; window: number; orientation: number; code: WindowCode },
  ): boolean {
    const { id, window, orientation, code } = asked;
    const question = ++this.#question;
    const { bands, weak } = code;
    let capped = false;
    for (let band = 0; band < BANDS; band++) {
      const starts = this.#starts[band] ?? none;
      const members = this.#members[band] ?? none;
      for (let probe = -1; probe < WEAK_BITS; probe++) {
        const key = (bands[band] ?? 0) ^ (probe < 0 ? 0 : (weak[band * WEAK_BITS + probe] ?? 0));
        const start = starts[key] ?? 0;
        let end = starts[key + 1] ?? 0;
        if (end - start > MOST_IN_BUCKET) {
          end = start + MOST_IN_BUCKET;
          // Flipped bits and parts of a picture are further chances, which may be missed.
          if (probe < 0 && window === 0 && orientation === 0) capped = true;
        }
        this.#scanned += end - start;
        for (let at = start; at < end; at++) {
          const other = members[at] ?? 0;
          if (other === id || this.#seen[other] === question) continue;
          this.#seen[other] = question;
          const from = other * BANDS;
          let bits = 0;
          for (let one = 0; one < BANDS; one++)
            bits += bitCount((bands[one] ?? 0) ^ (this.#codes[from + one] ?? 0));
          if (bits > this.#mostBits || bits >= (best.get(other)?.bits ?? Infinity)) continue;
          best.set(other, { id: other, orientation, window, bits });
        }
      }
    }
    return capped;
  }
}

/** The candidates with the most similar codes. */
function sorted(best: ReadonlyMap<number, Candidate>): Candidate[] {
  return [...best.values()]
    .sort((one, other) => one.bits - other.bits || one.id - other.id)
    .slice(0, MOST_FOUND);
}
