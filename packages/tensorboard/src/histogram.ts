import type { PbfWriter } from 'pbf';

/** How numbers are distributed, as TensorBoard stores it. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** The upper end of each bucket; the first begins at `min`. */
  readonly limits: readonly number[];
  /** How many numbers are in each bucket. */
  readonly counts: readonly number[];
}

/**
 * Counts numbers in buckets of equal width from the lowest to the highest; equal numbers are one bucket.
 * @throws RangeError unless there are numbers, all of them finite, and at least one bucket.
 */
export function histogramOf(values: ArrayLike<number>, buckets: number): Histogram {
  if (!Number.isInteger(buckets) || buckets < 1) {
    throw new RangeError(
      `addHistogram: buckets must be a whole number of at least 1, got ${buckets}`,
    );
  }
  let [min, max, sum, sumOfSquares] = [Infinity, -Infinity, 0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (!Number.isFinite(value)) {
      throw new RangeError(`addHistogram: values must be finite, got ${value} at ${at}`);
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumOfSquares += value * value;
  }
  const count = values.length;
  if (count === 0) throw new RangeError('addHistogram: values must not be empty');
  const used = min === max ? 1 : buckets;
  const width = (max - min) / used;
  const counts = new Array<number>(used).fill(0);
  for (let at = 0; at < count; at++) {
    const value = values[at] ?? NaN;
    const bucket = width === 0 ? 0 : Math.min(used - 1, Math.floor((value - min) / width));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const limits = counts.map((_, bucket) =>
    bucket === used - 1 ? max : min + (bucket + 1) * width,
  );
  return { min, max, count, sum, sumOfSquares, limits, counts };
}

/** `HistogramProto` */
export function writeHistogram(histogram: Histogram, writer: PbfWriter): void {
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogram;
  for (const [at, value] of [min, max, count, sum, sumOfSquares].entries()) {
    writer.writeDoubleField(at + 1, value);
  }
  writer.writePackedDouble(6, [...limits]);
  writer.writePackedDouble(7, [...counts]);
}
