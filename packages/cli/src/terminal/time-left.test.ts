import { createTimeLeft } from './time-left.js';

test('the time left follows from the share done since the first call', () => {
  let now = 1000;
  const left = createTimeLeft(() => now);
  expect(left(0.2)).toEqual([]);
  expect(left(0.2)).toEqual([]);
  now = 11_000;
  // A fifth in 10 seconds, three fifths to go.
  expect(left(0.4)).toEqual(['30s left']);
  now = 41_000;
  expect(left(1)).toEqual(['0s left']);
});
