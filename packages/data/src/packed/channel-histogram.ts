const LEVELS = 256;

/**
 * Counts the values of each channel of 8-bit images, for an exact mean and standard deviation. A channel has
 * two tables, used in turn: with one, a pixel would wait for the count of an equal one before it.
 */
export class ChannelHistogram {
  readonly #tables: readonly (readonly [Float64Array, Float64Array])[];

  constructor(channels: number) {
    const table = () => new Float64Array(LEVELS);
    this.#tables = Array.from({ length: channels }, () => [table(), table()] as const);
  }

  /** Counts one image [H, W, C]. */
  add(pixels: Uint8Array): void {
    const channels = this.#tables.length;
    for (const [channel, [even, odd]] of this.#tables.entries()) {
      let at = channel;
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

  #counts(): Float64Array[] {
    return this.#tables.map(([even, odd]) => even.map((count, level) => count + (odd[level] ?? 0)));
  }
}

function averageOf(counts: Float64Array, valueOf: (level: number) => number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    counts.reduce((sum, count, value) => sum + count * valueOf(value / (LEVELS - 1)), 0) / total
  );
}
