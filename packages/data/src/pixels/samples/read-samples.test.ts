import { rangeOfChannels } from './read-samples.js';

test('the range of an image covers its channels, and there is none without numbers', () => {
  expect(
    rangeOfChannels([
      { min: 3, max: 9 },
      { min: 1, max: 5 },
    ]),
  ).toEqual([1, 9]);
  expect(rangeOfChannels([])).toBeUndefined();
  expect(rangeOfChannels([{ min: NaN, max: NaN }])).toBeUndefined();
  expect(rangeOfChannels([{ min: Infinity, max: -Infinity }])).toBeUndefined();
});
