import { axisOf, forestPlot } from './forest-plot.js';

const rounded = (values: readonly number[]) => {
  const { low, high, ticks } = axisOf(values);
  return [low, high, ...ticks].map((value) => Number(value.toFixed(9)));
};

test('an axis has 0 and all values, and ticks of 1, 2 or 5', () => {
  // 7.22 points in fifths are 1.4: ticks of 2.
  expect(rounded([-0.0274, 0.0448])).toEqual([-0.04, 0.06, -0.04, -0.02, 0, 0.02, 0.04, 0.06]);
  expect(rounded([0.2])).toEqual([-0.05, 0.2, -0.05, 0, 0.05, 0.1, 0.15, 0.2]);
  expect(rounded([-0.3, -0.31])).toEqual([-0.4, 0.1, -0.4, -0.3, -0.2, -0.1, 0, 0.1]);
  // Without any difference there is still an axis.
  expect(rounded([0, 0])).toEqual([-0.002, 0.002, -0.002, 0, 0.002]);
});

test('with one seed there is a mark and no interval', () => {
  const one = { jaccard: 'jaccard-moco', cosine: 'moco', measure: 'kNN' as const };
  const { html } = forestPlot([{ ...one, mean: 0.02, differences: [0.02] }]);
  expect(html).toContain('class="seed"');
  expect(html).not.toContain('class="interval"');
  expect(html).not.toContain('mean clear');
});
