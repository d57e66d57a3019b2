import { points, shownProbability } from './comparison-tables.js';
import type { ComparisonSummary } from '../summarize-comparison.js';
import { sweepEdges } from './sweep-edges.js';

/**
 * A sentence for each difference between a Jaccard method and its cosine counterpart or a control arm, and one for each
 * method whose best temperature is at an end of those tried.
 * @example
 * ```ts
 * import { summarizeComparison, verdicts } from '@jssl/report';
 * import { readComparison } from '@jssl/trainer';
 *
 * const [first = ''] = verdicts(summarizeComparison(readComparison('comparison')));
 * console.log(first.includes('with one seed')); // true
 * ```
 */
export function verdicts(summary: ComparisonSummary): string[] {
  const { atBest, controls, margin } = summary;
  const findings = [...atBest, ...controls].map((one) => {
    const { jaccard, cosine, measure, mean, judged, differences, family = 1 } = one;
    const seeds = differences.length === 1 ? 'one seed' : `${differences.length} seeds`;
    const distance = points(Math.abs(mean));
    const compared =
      distance === points(0)
        ? `is level with ${cosine}`
        : `is ${distance} points ${mean < 0 ? 'below' : 'above'} ${cosine}`;
    const said = `${measure}: ${jaccard} ${compared}`;
    if (!judged) return `${said} with ${seeds}, which is not enough to compare methods.`;
    const { interval, outcome, adjusted, adjustedEquivalence } = judged;
    const between = `95 % interval ${points(interval.low)} to ${points(interval.high)}, ${seeds}`;
    const corrected = family === 1 ? '' : `, corrected for ${family} differences`;
    const shown = (probability: number) =>
      `(${between}; p ${shownProbability(probability)}${corrected})`;
    if (outcome === 'equivalent') {
      return `${said}; they are equivalent within ${margin} points ${shown(adjustedEquivalence)}.`;
    }
    return outcome === 'undecided'
      ? `${said}, which may be due to chance; undecided ${shown(adjusted)}.`
      : `${said} ${shown(adjusted)}.`;
  });
  return [...findings, ...sweepEdges(summary)];
}
