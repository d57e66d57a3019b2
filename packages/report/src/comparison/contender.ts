import type { ComparedRun, EncoderMeasures } from '@jssl/trainer';

import type { ComparedMeasure } from './compared-measure.js';
import type { MeasuresOverSeeds, OverSeeds } from './over-seeds.js';

/** A method at one setting, over its seeds. */
export interface Contender {
  /** `jaccard-moco, T 0.5`, and the weights if they differ between runs. */
  readonly name: string;
  readonly method: ComparedRun['method'];
  readonly temperature: number;
  readonly weights: ComparedRun['weights'];
  /** The runs that were evaluated. */
  readonly runs: readonly MeasuredRun[];
  /** How many runs failed. */
  readonly failed: number;
  /** Absent if no run was evaluated. */
  readonly measures?: MeasuresOverSeeds;
  readonly secondsPerEpoch?: OverSeeds;
  /** Whether it is a control arm: a method of its own, compared with the Jaccard method. */
  readonly control: boolean;
  /** Whether it is the method's best setting by kNN on the validation images, or its only one. */
  readonly picked: boolean;
  /** The measures by which it is the method's best setting on the validation images. */
  readonly pickedBy: readonly ComparedMeasure[];
}

export type MeasuredRun = ComparedRun & { readonly measures: EncoderMeasures };
