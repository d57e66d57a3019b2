const LEVELS = 256;
/** Counts of pairs are added up before they could exceed 32 bits. */
const MOST_PAIRS = 2 ** 32 - 2 ** 28;

/**
 * Counts the values of each channel of 8-bit images, for an exact mean and standard deviation.
 *
 * Gray images are read in words of four pixels, and pairs of neighbors are counted. A channel of other images
 * has two tables, used in turn: with one, a pixel would wait for the count of an equal one before it.
 */
export class ChannelHistogram {
  readonly #tables: readonly (readonly [Float64Array, Float64Array])[];
  readonly #pairs: Uint32Array | undefined;
  #countedPairs = 0;

  constructor(channels: number) {
    const table = () => new Float64Array(LEVELS);
    this.#tables = Array.from({ length: channels }, () => [table(), table()] as const);
    if (channels === 1) this.#pairs = new Uint32Array(LEVELS ** 2);
  }

  /** Counts one image [H, W, C]. */
  add(pixels: Uint8Array): void {
    const channels = this.#tables.length;
    const counted = this.#addPairs(pixels);
    for (const [channel, [even, odd]] of this.#tables.entries()) {
      let at = counted + channel;
      for (; at + channels < pixels.length; at += 2 * channels) {
        const level = pixels[at] ?? 0;
        const next = pixels[at + channels] ?? 0;
        even[level] = (even[level] ?? 0) + 1;
        odd[next] = (odd[next] ?? 0) + 1;
      }
      if (at < pixels.length) {
        const level = pixels[at] ?? 0;
        even[level] = (even[level] ?? 0) + 1;
      }
    }
  }

  /** The mean [C], on a scale of 0 to 1. */
  mean(): number[] {
    return this.#counts().map((counts) => averageOf(counts, (level) => level));
  }

  /** The population standard deviation [C] (divided by the count), on a scale of 0 to 1. */
  std(): number[] {
    return this.#counts().map((counts) => {
      const mean = averageOf(counts, (level) => level);
      return Math.sqrt(averageOf(counts, (level) => (level - mean) ** 2));
    });
  }

  /** Counts the pixels of a gray image that fill words; returns how many that are. */
  #addPairs(pixels: Uint8Array): number {
    const pairs = this.#pairs;
    if (!pairs || pixels.byteOffset % 4 !== 0) return 0;
    const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length >>> 2);
    this.#countedPairs += 2 * words.length;
    if (this.#countedPairs > MOST_PAIRS) this.#addUpPairs(2 * words.length);
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? 0;
      const [low, high] = [word & 0xffff, word >>> 16];
      pairs[low] = (pairs[low] ?? 0) + 1;
      pairs[high] = (pairs[high] ?? 0) + 1;
    }
    return 4 * words.length;
  }

  /** Moves the counts of pairs to the tables of levels. */
  #addUpPairs(countedPairs = 0): void {
    const [[even, odd] = []] = this.#tables;
    this.#pairs?.forEach((count, pair) => {
      if (count === 0 || !even || !odd) return;
      const [first, second] = [pair & 0xff, pair >>> 8];
      even[first] = (even[first] ?? 0) + count;
      odd[second] = (odd[second] ?? 0) + count;
    });
    this.#pairs?.fill(0);
    this.#countedPairs = countedPairs;
  }

  #counts(): Float64Array[] {
    this.#addUpPairs();
    return this.#tables.map(([even, odd]) => even.map((count, level) => count + (odd[level] ?? 0)));
  }
}

function averageOf(counts: Float64Array, valueOf: (level: number) => number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    counts.reduce((sum, count, value) => sum + count * valueOf(value / (LEVELS - 1)), 0) / total
  );
}
