import { comparedMeasures, type ComparedMeasure } from './compared-measure.js';
import type { Contender } from './contender.js';
import { meanOf } from './over-seeds.js';

type Unpicked = Omit<Contender, 'picked' | 'pickedBy'>;

/**
 * Picks for each method, and each of its control arms, the first setting that is best on the validation images, once
 * by each measure: a temperature that is best for kNN need not be best for the linear probe. In older records, which
 * validated kNN alone, kNN picks for all measures. A setting without failed runs is preferred. Without validation
 * images nothing is picked, unless there is a single setting.
 */
export function pickContenders(contenders: readonly Unpicked[]): Contender[] {
  const pickedBy = new Map<Unpicked, ComparedMeasure[]>();
  for (const arm of new Set(contenders.map(armOf))) {
    const measured = contenders.filter((one) => armOf(one) === arm && one.measures);
    for (const { measure } of comparedMeasures) {
      const best = bestBy(measure, measured);
      if (best) pickedBy.set(best, [...(pickedBy.get(best) ?? []), measure]);
    }
  }
  return contenders.map((one) => {
    const by = pickedBy.get(one) ?? [];
    return { ...one, pickedBy: by, picked: by.includes('kNN') };
  });
}

/** The method, and the weights of a control arm. */
export function armOf({
  method,
  control,
  weights,
}: Pick<Contender, 'method' | 'control' | 'weights'>) {
  return control ? `${method}, weights ${weights.join(' ')}` : method;
}

function bestBy(measure: ComparedMeasure, measured: readonly Unpicked[]): Unpicked | undefined {
  if (measured.length === 1) return measured[0];
  const whole = measured.filter(({ failed }) => failed === 0);
  const tried = whole.length > 0 ? whole : measured;
  const own = comparedMeasures.find((row) => row.measure === measure);
  const isKnown = tried.every(({ runs }) =>
    runs.every(({ measures }) => own?.validationOf(measures) !== undefined),
  );
  const criterion = isKnown ? own : comparedMeasures[0];
  const valueOf = ({ runs }: Unpicked) =>
    meanOf(runs.map(({ measures }) => criterion?.validationOf(measures) ?? -Infinity));
  return tried.reduce<Unpicked | undefined>(
    (best, one) => (valueOf(one) > (best ? valueOf(best) : -Infinity) ? one : best),
    undefined,
  );
}
