import type { EncoderMeasures } from '@jssl/trainer';

/** Methods are compared by top-1 accuracy, and recall at 1 and mean average precision of retrieval. */
export type ComparedMeasure = 'kNN' | 'linear' | 'recall@1' | 'mAP';

/** A measure that methods are compared by. */
interface MeasureRow {
  readonly measure: ComparedMeasure;
  /** On the test images; undefined if it was not evaluated. */
  readonly valueOf: (measures: EncoderMeasures) => number | undefined;
  /** On validation images, which pick the settings; undefined in older records. */
  readonly validationOf: (measures: EncoderMeasures) => number | undefined;
}

/** How to read each measure. */
export const comparedMeasures: readonly MeasureRow[] = [
  {
    measure: 'kNN',
    valueOf: ({ knn }) => knn.top1,
    validationOf: ({ validation }) => validation,
  },
  {
    measure: 'linear',
    valueOf: ({ linear }) => linear.top1,
    validationOf: ({ validated }) => validated?.linear,
  },
  {
    measure: 'recall@1',
    valueOf: ({ retrieval }) => retrieval?.recall[0],
    validationOf: ({ validated }) => validated?.recall,
  },
  {
    measure: 'mAP',
    valueOf: ({ retrieval }) => retrieval?.meanAveragePrecision,
    validationOf: ({ validated }) => validated?.meanAveragePrecision,
  },
];

/** The measures by which any run was evaluated. */
export function evaluatedMeasures(
  contenders: readonly { readonly runs: readonly { readonly measures: EncoderMeasures }[] }[],
): ComparedMeasure[] {
  const all = contenders.flatMap(({ runs }) => runs.map(({ measures }) => measures));
  return comparedMeasures
    .filter(({ valueOf }) => all.some((measures) => valueOf(measures) !== undefined))
    .map(({ measure }) => measure);
}
