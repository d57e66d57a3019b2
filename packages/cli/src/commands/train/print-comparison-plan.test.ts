import { defaultTrainConfig } from '@jssl/trainer';
import type { PlannedComparison } from '@jssl/workflows';

import { printComparisonPlan } from './print-comparison-plan.js';

const plan: PlannedComparison = {
  ...{ left: 15, runs: 15, images: 612, config: { ...defaultTrainConfig, epochs: 20 } },
  ...{ seconds: [3600, 18_000], out: 'runs/compare-photos', seeds: [0, 1, 2, 3, 4], margin: 0.5 },
  arms: [
    { method: 'jaccard-moco', weights: [0.8, 0.1, 0.1], temperatures: [0.025, 0.05] },
    { method: 'moco', weights: undefined, temperatures: [0.1] },
  ],
  validation: { origin: 'held-out', groupedBy: 'identity' },
};

function printed(changed: Partial<PlannedComparison> = {}): string[] {
  const lines: string[] = [];
  const out = (line: string) => void lines.push(line);
  printComparisonPlan({ out, note: out, status: undefined }, { ...plan, ...changed });
  return lines;
}

test('the time comes first, then the arms and how they are judged', () => {
  expect(printed()).toEqual([
    '15 runs of 20 epochs on 612 images (resnet50, width 64): an estimated 1h 00m to 5h 00m of training on this processor, plus the evaluations',
    '',
    'method            weights  temperatures  runs',
    '------------  -----------  ------------  ----',
    'jaccard-moco  0.8 0.1 0.1    0.025 0.05    10',
    'moco                    -           0.1     5',
    '',
    'seeds: 0, 1, 2, 3, 4',
    'the temperature of each method is picked separately for each metric, on a tenth of the training images, with all images of one identity in the same part',
    'differences are paired by seed, their p-values are corrected together (Holm), and they count as equivalent if shown to be within 0.5 points',
    'folder: runs/compare-photos',
  ]);
});

test('few seeds, and validation images of the data set', () => {
  const lines = printed({
    seeds: [0, 1],
    validation: { origin: 'own', groupedBy: undefined },
  });
  expect(lines.slice(-4, -2)).toEqual([
    'seeds: 0, 1; with fewer than three nothing can be decided',
    'the temperature of each method is picked separately for each metric, on the validation images of the data set',
  ]);
});
