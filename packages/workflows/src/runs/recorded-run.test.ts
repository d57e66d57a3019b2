import { openedAs, recordedChannels, recordedFormat, recordedRanges } from './recorded-run.js';

test.each([
  ['folder', 'folder'],
  ['unlabeled', 'unlabeled'],
  ['unlabelled', 'unlabeled'],
  ['zip', undefined],
  [undefined, undefined],
])('a recorded format %s is %s', (format, expected) => {
  expect(recordedFormat({ format })).toBe(expected);
  expect(recordedFormat({})).toBeUndefined();
});

test('other images are scaled like those that the run was trained on', () => {
  const valueRanges = { float32: [0, 2] };
  const recorded = { data: { valueRanges, channels: 1 } };
  expect(recordedRanges(recorded, false)).toEqual({ valueRanges });
  expect(recordedRanges(recorded, true)).toEqual({});
  expect(recordedRanges({}, false)).toEqual({});
  const config = { valueRange: [0, 4] } as never;
  expect(recordedRanges({ config }, true)).toEqual({ valueRange: [0, 4] });
});

test('how to open the images of a run, and others for its encoder', () => {
  const valueRanges = { float32: [0, 2] };
  const recorded = { format: 'folder', labels: '/labels.csv', data: { valueRanges } } as never;
  const own = { path: '.', recorded, isOwn: true };
  expect(() => openedAs({}, own)).toThrow('. says that its labels are in /labels.csv, but');
  const stored = { format: 'parquet', labels: 'b.csv' } as const;
  expect(openedAs(stored, own)).toEqual(stored);
  expect(openedAs({ labels: 'b.csv' }, own)).toEqual({ format: 'folder', labels: 'b.csv' });
  expect(openedAs({}, { ...own, isOwn: false })).toEqual({ valueRanges });
});

test('the channels of a run are recorded', () => {
  expect(recordedChannels({ data: { channels: 1 } })).toBe(1);
  expect(recordedChannels({ data: { channels: 'x' } })).toBeUndefined();
  expect(recordedChannels({})).toBeUndefined();
});
