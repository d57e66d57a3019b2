import { metrics, run } from '../../fixtures/hand-made.js';
import { curvesTable } from './curves-table.js';

const [first] = metrics;
if (!first) throw new Error('there must be an epoch');
const curves = (epochs: number, every: number) => ({
  ...run,
  name: 'moco',
  metrics: Array.from({ length: epochs }, (_, at) => ({
    ...first,
    epoch: at + 1,
    trainLoss: at,
    validationTop1: (at + 1) % every === 0 ? 50.5 : undefined,
  })),
});
const epochsOf = (...given: Parameters<typeof curves>) =>
  curvesTable([curves(...given)])[0]?.rows.map((row) => Number(row[0]));

test('at most twelve evenly spaced epochs are listed, including the first and the last', () => {
  expect(epochsOf(12, 1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(epochsOf(100, 1)).toEqual([1, 10, 19, 28, 37, 46, 55, 64, 73, 82, 91, 100]);
});

test('if kNN was not measured in every epoch, the epochs with kNN are listed', () => {
  expect(epochsOf(20, 5)).toEqual([5, 10, 15, 20]);
  const [table] = curvesTable([curves(20, 5)]);
  expect(table?.header).toEqual(['epoch', 'moco: loss', 'moco: kNN validation']);
  expect(table?.rows[0]).toEqual(['5', '4.0000', '50.50 %']);
});

test('without kNN the loss is listed; a run with fewer epochs has dashes; without epochs there is no table', () => {
  const [table] = curvesTable([curves(2, 3), { ...curves(1, 3), name: 'simclr' }]);
  expect(table?.header).toEqual(['epoch', 'moco: loss', 'simclr: loss']);
  expect(table?.rows).toEqual([
    ['1', '0.0000', '0.0000'],
    ['2', '1.0000', '–'],
  ]);
  expect(curvesTable([curves(0, 1)])).toEqual([]);
});
