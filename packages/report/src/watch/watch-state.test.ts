import { metrics, run } from '../fixtures/hand-made.js';
import { watchState, type RunSnapshot } from './watch-state.js';

const snapshot = (more: Partial<RunSnapshot['summary']> = {}, classes?: unknown): RunSnapshot => ({
  summary: { ...run, data: '/data/my photos/', ...more },
  recorded: { config: run.config, data: { classes } },
  hasReport: false,
});

test('a run is described by its images, method and network, settings are flags', () => {
  const [shown] = watchState([snapshot()]).runs;
  expect(shown?.about).toBe('my photos · jaccard-moco · resnet50, width 64');
  expect(shown).toMatchObject({ epochs: 12, done: 12, command: run.command, warnings: [] });
  expect(shown?.settings).toContainEqual(['--batch-size', '256']);
  expect(shown?.table.header.slice(0, 2)).toEqual(['epoch', 'loss']);
  expect(shown?.table.rows).toHaveLength(12);
  expect(shown?.table.rows[0]?.slice(0, 2)).toEqual(['12', '5.250']);
});

test('the curves are those of the report, with chance', () => {
  const { charts } = watchState([snapshot({}, 4)]);
  const accuracy = charts.find(({ id }) => id === 'knn');
  expect(charts[0]).toMatchObject({ id: 'loss', title: 'Loss', digits: 4 });
  expect(accuracy?.lines.map(({ name }) => name)).toEqual(['validation', 'test', 'chance']);
  expect(accuracy?.lines.at(-1)?.points).toEqual([
    [1, 25],
    [12, 25],
  ]);
  expect(charts.map(({ about }) => about.length > 0)).not.toContain(false);
  // Without classes, or with a damaged number of them, nothing is guessed.
  for (const classes of [undefined, 1, '4']) {
    const knn = watchState([snapshot({}, classes)]).charts.find(({ id }) => id === 'knn');
    expect(knn?.lines).toHaveLength(2);
  }
});

test('several runs share the charts; each number of classes has its chance', () => {
  const other = snapshot({ name: 'other', metrics: metrics.slice(0, 3) }, 10);
  const { charts, runs } = watchState([snapshot({ name: 'one' }, 4), other]);
  expect(runs.map(({ name, done }) => [name, done])).toEqual([
    ['one', 12],
    ['other', 3],
  ]);
  expect(charts.find(({ id }) => id === 'knn')?.lines.map(({ name }) => name)).toEqual([
    ...['one: validation', 'one: test', 'other: validation', 'other: test'],
    ...['chance of 4 classes', 'chance of 10 classes'],
  ]);
});

test('before the first epoch there are no curves', () => {
  const { charts, runs } = watchState([snapshot({ metrics: [] }, 4)]);
  expect(charts).toEqual([]);
  expect(runs[0]?.table).toEqual({ header: [], rows: [] });
});
