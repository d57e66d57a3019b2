import { joinRanges, type ValueRange } from '../../dataset/value-range.js';
import { isNoData, isUsualNoData } from './no-data-value.js';
import type { Samples } from '../tiff/tiff-samples.js';
import { ValueHistogram } from './value-histogram.js';

/** A value far from all others, and the range of the others. */
export interface LoneValue {
  readonly value: number;
  readonly others: ValueRange;
}

/** The range of nearly all values, which few others stretch far. */
export interface MainRange {
  readonly range: ValueRange;
  /** The share of the values outside it. */
  readonly outside: number;
}

/** Further away from the others than this multiple of their range, extreme values are named. */
const FAR = 8;
/** Few values: this share of all, on either side. */
const FEW = 0.001;

/** Which values images use, in their color channels. */
export class UsedValues {
  /** The lowest, next-lowest, next-highest and highest value. */
  #low = Infinity;
  #nextLow = Infinity;
  #nextHigh = -Infinity;
  #high = -Infinity;
  /** Values that may mark missing pixels. */
  readonly #marks = new Set<number>();
  /** A range without the values in it. */
  #range: ValueRange | undefined;
  readonly #histogram = new ValueHistogram();

  /** Adds the finite values of an image, except the one that it says is missing. */
  addSamples({ values, channels, colors }: Samples, missing?: number): void {
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? NaN;
      if (!Number.isFinite(value) || value === missing || at % channels >= colors) continue;
      if (isUsualNoData(value)) {
        this.#marks.add(value);
        continue;
      }
      this.#histogram.add(value);
      // Most values are neither.
      if (value <= this.#nextLow || value >= this.#nextHigh) this.#add(value);
    }
  }

  /** Adds an image of which only the range is known. */
  addRange(range: ValueRange): void {
    this.#range = joinRanges(this.#range, range);
  }

  /** The range of the values without those that mark missing pixels; undefined if there are none. */
  range(): ValueRange | undefined {
    const own: ValueRange | undefined =
      this.#low <= this.#high ? joinRanges(this.#range, [this.#low, this.#high]) : this.#range;
    const marks = [...this.#marks];
    if (!own) {
      // Of images of one value.
      return marks.length > 0 ? [Math.min(...marks), Math.max(...marks)] : undefined;
    }
    const values = marks.filter((mark) => !isNoData(mark, own));
    return [Math.min(...values, own[0]), Math.max(...values, own[1])];
  }

  /** The lowest or highest value, if it is far from all others; undefined if the values are not known. */
  loneValue(): LoneValue | undefined {
    if (this.#range || this.#nextLow >= this.#high) return undefined;
    const [below, above] = [this.#nextLow - this.#low, this.#high - this.#nextHigh];
    if (below > FAR * (this.#high - this.#nextLow)) {
      return { value: this.#low, others: [this.#nextLow, this.#high] };
    }
    if (above > FAR * (this.#nextHigh - this.#low)) {
      return { value: this.#high, others: [this.#low, this.#nextHigh] };
    }
    return undefined;
  }

  /** The range of nearly all values, if it is a small part of the range of all; undefined if they are not known. */
  mainRange(): MainRange | undefined {
    if (this.#range) return undefined;
    const main = this.#histogram.mainRange(FEW);
    if (!main) return undefined;
    const width = main[1] - main[0];
    // Only what is far away is left out.
    const low = main[0] - this.#low > width ? main[0] : this.#low;
    const high = this.#high - main[1] > width ? main[1] : this.#high;
    if (!(this.#high - this.#low > FAR * (high - low))) return undefined;
    return { range: [low, high], outside: this.#histogram.shareOutside([low, high]) };
  }

  #add(value: number): void {
    if (value < this.#low) [this.#low, this.#nextLow] = [value, this.#low];
    else if (value > this.#low && value < this.#nextLow) this.#nextLow = value;
    if (value > this.#high) [this.#high, this.#nextHigh] = [value, this.#high];
    else if (value < this.#high && value > this.#nextHigh) this.#nextHigh = value;
  }
}
