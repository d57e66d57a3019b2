const LEVELS = 256;

/** Counts the values of each channel of 8-bit images, for an exact mean and standard deviation. */
export class ChannelHistogram {
  readonly #counts: Float64Array[];

  constructor(channels: number) {
    this.#counts = Array.from({ length: channels }, () => new Float64Array(LEVELS));
  }

  /** Counts one image [H, W, C]. */
  add(pixels: Uint8Array): void {
    const channels = this.#counts.length;
    for (const [channel, counts] of this.#counts.entries()) {
      for (let at = channel; at < pixels.length; at += channels) {
        const level = pixels[at] ?? 0;
        counts[level] = (counts[level] ?? 0) + 1;
      }
    }
  }

  /** The mean [C], on a scale of 0 to 1. */
  mean(): number[] {
    return this.#counts.map((counts) => averageOf(counts, (level) => level));
  }

  /** The population standard deviation [C] (divided by the count), on a scale of 0 to 1. */
  std(): number[] {
    return this.#counts.map((counts) => {
      const mean = averageOf(counts, (level) => level);
      return Math.sqrt(averageOf(counts, (level) => (level - mean) ** 2));
    });
  }
}

function averageOf(counts: Float64Array, valueOf: (level: number) => number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    counts.reduce((sum, count, value) => sum + count * valueOf(value / (LEVELS - 1)), 0) / total
  );
}
