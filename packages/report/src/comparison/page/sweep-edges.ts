import { evaluatedMeasures } from '../compared-measure.js';
import { armOf } from '../pick-contenders.js';
import type { ComparisonSummary } from '../summarize-comparison.js';

/**
 * A sentence for each method whose best temperature is the lowest or highest of those tried: the best one may lie
 * outside of them.
 */
export function sweepEdges({ contenders }: ComparisonSummary): string[] {
  const evaluated = evaluatedMeasures(contenders);
  return [...new Set(contenders.map(armOf))].flatMap((arm) => {
    const settings = contenders.filter((one) => armOf(one) === arm && one.measures);
    const temperatures = settings.map(({ temperature }) => temperature);
    const [lowest, highest] = [Math.min(...temperatures), Math.max(...temperatures)];
    if (lowest === highest) return [];
    return settings.flatMap(({ temperature, pickedBy }) => {
      const by = pickedBy.filter((one) => evaluated.includes(one));
      if (by.length === 0 || (temperature !== lowest && temperature !== highest)) return [];
      const end = temperature === lowest ? 'lowest' : 'highest';
      return `${arm} is best by ${listed(by)} at T ${temperature}, the ${end} that was tried: a ${end.replace('est', 'er')} one may be better still.`;
    });
  });
}

/** `a`, `a and b`, `a, b and c` */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
