import type { Interval } from '@jssl/eval';

/** What would improve an encoder most, or decide a comparison. */
export type Remedy = 'epochs' | 'images' | 'setting' | 'test images' | 'training';

/** What the results of a measurement mean, and what to do next. */
export interface Verdict {
  /** `undecided` if the interval of the difference contains 0, or nothing was measured to compare with. */
  readonly outcome: 'better' | 'worse' | 'undecided';
  /** The best of the baselines; undefined without any. */
  readonly against: string | undefined;
  /** Accuracy (or recall) of the encoder minus that of the baseline, in [-1, 1]. */
  readonly difference: number | undefined;
  /** 95 % interval of the difference. */
  readonly interval: Interval | undefined;
  /** Undefined if the run recorded no evidence for it. */
  readonly remedy: Remedy | undefined;
  /** All of it in a sentence. */
  readonly sentence: string;
  /** The sentence with the names of settings in braces: `train on with more {epochs}`. */
  readonly template: string;
}
