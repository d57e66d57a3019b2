import type { PlannedComparison } from '@jssl/workflows';

import { table } from '../../terminal/table.js';
import { outScreen, type Terminal } from '../../terminal/terminal.js';
import { comparisonText } from './announce-comparison.js';

/** Prints what a comparison would train, how long that takes and how it will be judged. */
export function printComparisonPlan(terminal: Terminal, plan: PlannedComparison): void {
  const { arms, seeds, margin, out, validation } = plan;
  terminal.out(comparisonText(plan));
  terminal.out('');
  const rows = arms.map(({ method, weights, temperatures }) => [
    method,
    weights ? weights.join(' ') : '-',
    temperatures.join(' '),
    String(temperatures.length * seeds.length),
  ]);
  const header = ['method', 'weights', 'temperatures', 'runs'];
  table(header, rows, outScreen(terminal)).forEach(terminal.out);
  terminal.out('');
  const held =
    validation.origin === 'own'
      ? 'the validation images of the data set'
      : 'a tenth of the training images';
  const grouped =
    validation.groupedBy === undefined
      ? ''
      : `, with all images of one ${validation.groupedBy} in the same part`;
  const lines = [
    `seeds: ${seeds.join(', ')}${seeds.length < LEAST_SEEDS ? '; with fewer than three nothing can be decided' : ''}`,
    `the temperature of each method is picked separately for each metric, on ${held}${grouped}`,
    `differences are paired by seed, their p-values are corrected together (Holm), and they count as equivalent if shown to be within ${margin} points`,
    `folder: ${out}`,
  ];
  lines.forEach(terminal.out);
}

/** With fewer there is no interval. */
const LEAST_SEEDS = 3;
