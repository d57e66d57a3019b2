import type { ValueRange } from '../../dataset/value-range.js';

/** The upper half of a float32 has sign, exponent and 7 bits of the fraction. */
const BUCKETS = 2 ** 16;
const SIGN = 0x8000;

const value = new Float32Array(1);
const bits = new Uint32Array(value.buffer);

/** A value that is more frequent than this is a background. */
const BACKGROUND = 0.1;

/** Buckets in the order of their values. */
function bucketOf(one: number): number {
  value[0] = one;
  const upper = (bits[0] ?? 0) >>> 16;
  return upper & SIGN ? BUCKETS - 1 - upper : upper | SIGN;
}

/** The value of a bucket that is nearest to 0. */
function innermost(bucket: number): number {
  bits[0] = (bucket & SIGN ? bucket & ~SIGN : BUCKETS - 1 - bucket) << 16;
  return value[0] ?? NaN;
}

/** The lowest and the highest value of a bucket, to within rounding. */
function edgesOf(bucket: number): ValueRange {
  return bucket & SIGN
    ? [innermost(bucket), innermost(bucket + 1)]
    : [innermost(bucket - 1), innermost(bucket)];
}

/** How often values occur, to within 1/128 of each. */
export class ValueHistogram {
  readonly #counts = new Float64Array(BUCKETS);

  /** Adds a finite value. */
  add(one: number): void {
    const bucket = bucketOf(one);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /**
   * The range that leaves out at most a share of the values on either side. The value of a background is in it,
   * but its pixels are not counted.
   * @returns undefined without two different values.
   */
  mainRange(share: number): ValueRange | undefined {
    const counts = this.#counts;
    let [total, most] = [0, 0];
    for (const [bucket, count] of counts.entries()) {
      total += count;
      if (count > (counts[most] ?? 0)) most = bucket;
    }
    if (counts[most] === total) return undefined;
    const common = (counts[most] ?? 0) > BACKGROUND * total ? most : undefined;
    const others = total - (common === undefined ? 0 : (counts[common] ?? 0));
    const beyond = (from: number, step: 1 | -1) => {
      let [bucket, seen] = [from, 0];
      for (; ; bucket += step) {
        const count = bucket === common ? 0 : (counts[bucket] ?? 0);
        if (seen + count > share * others) return bucket;
        seen += count;
      }
    };
    const [low, high] = [beyond(0, 1), beyond(BUCKETS - 1, -1)];
    const first = Math.min(low, common ?? low);
    const last = Math.max(high, common ?? high);
    return [edgesOf(first)[0], edgesOf(last)[1]];
  }

  /** The share of the values outside a range, to within those of its ends. */
  shareOutside([low, high]: ValueRange): number {
    const [first, last] = [bucketOf(low), bucketOf(high)];
    let [outside, total] = [0, 0];
    for (const [bucket, count] of this.#counts.entries()) {
      total += count;
      if (bucket < first || bucket > last) outside += count;
    }
    return outside / total;
  }
}
