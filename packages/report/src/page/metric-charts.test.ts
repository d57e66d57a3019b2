import { metricsTable, type Metric } from '@jssl/trainer';

import { chartsOf, metricCharts } from './metric-charts.js';

test('every metric that names a chart is in that chart, once', () => {
  const charted = metricCharts.flatMap(({ id, metrics }) => metrics.map(({ name }) => [name, id]));
  const named = Object.entries<Metric>(metricsTable).flatMap(([name, { chart }]) =>
    chart === undefined ? [] : [[name, chart]],
  );
  expect(charted.sort()).toEqual(named.sort());
});

test('a dashed line follows its solid counterpart, also if the table lists it first', () => {
  const knn = metricCharts.find(({ id }) => id === 'knn');
  expect(knn?.unit).toBe(' %');
  expect(knn?.metrics).toEqual([
    { name: 'validationTop1', label: 'validation', dashed: false },
    { name: 'testTop1', label: 'test', dashed: true },
  ]);
});

test('a chart without a caption is titled by its id and comes last', () => {
  const charts = chartsOf({ heat: { column: 'heat', label: 'degrees', chart: 'temperature' } });
  expect(charts.at(-1)).toEqual({
    ...{ id: 'temperature', title: 'temperature', about: '', aboutSeveral: '', unit: '' },
    metrics: [{ name: 'heat', label: 'degrees', dashed: false }],
  });
});
