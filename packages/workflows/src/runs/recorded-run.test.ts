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
  expect(openedAs({}, recorded, true)).toEqual({ format: 'folder', labels: '/labels.csv' });
  expect(openedAs({}, recorded, false)).toEqual({ valueRanges });
  expect(openedAs({ format: 'parquet', labels: 'b.csv' }, recorded, true)).toEqual({
    format: 'parquet',
    labels: 'b.csv',
  });
});

test('the channels of a run are recorded', () => {
  expect(recordedChannels({ data: { channels: 1 } })).toBe(1);
  expect(recordedChannels({ data: { channels: 'x' } })).toBeUndefined();
  expect(recordedChannels({})).toBeUndefined();
});
