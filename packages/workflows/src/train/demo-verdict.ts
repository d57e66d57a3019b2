import type { AccuracyInterval } from '../measure/measurement.js';
import type { DemoRow } from './measure-demo.js';

interface Compared {
  readonly name: string;
  readonly value: number;
  readonly interval: AccuracyInterval | undefined;
}

/** Which of the recalls, at 1, 5 and 10, is compared. */
const AT_FIVE = 1;

/**
 * What the figures of a demo mean, in one sentence: whether the trained encoder is better than raw pixels and random
 * weights, and whether the 95 % intervals are apart.
 */
export function demoVerdict(rows: readonly DemoRow[]): string {
  const [trained, ...others] = rows.filter(({ name }) => name !== 'chance').map(comparedOf);
  if (!trained) return '';
  const best = others.reduce((first, one) => (one.value > first.value ? one : first), {
    ...{ name: 'chance', value: 0, interval: undefined },
  });
  const task = rows.some(({ retrieval }) => retrieval)
    ? `The other vendor's drawing is among the first five for ${percent(trained.value)} of the test emoji`
    : `kNN is right for ${percent(trained.value)} of the test images`;
  const against = `with ${best.name} for ${percent(best.value)}`;
  return `${task}, ${against}: ${judgment(trained, best)}.`;
}

function comparedOf({ name, knn, retrieval }: DemoRow): Compared {
  if (!retrieval) return { name, value: knn.top1 ?? 0, interval: knn.top1Interval };
  const { recall, recallIntervals } = retrieval;
  return { name, value: recall[AT_FIVE] ?? 0, interval: recallIntervals?.[AT_FIVE] };
}

function judgment(trained: Compared, best: Compared): string {
  const [low = 0, high = 1] = [trained.interval?.low, best.interval?.high];
  if (low > high) return 'the 95 % intervals are apart, so training helped';
  if (trained.value > best.value) return 'better, but the 95 % intervals overlap';
  return `${best.name} did better, so this training did not help`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
