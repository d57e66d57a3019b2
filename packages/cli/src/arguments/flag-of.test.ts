import { flagOf } from './flag-of.js';

test.each([
  ['k', '--k'],
  ['batchSize', '--batch-size'],
  ['warmupEpochs', '--warmup-epochs'],
])('%s is %s', (setting, flag) => {
  expect(flagOf(setting)).toBe(flag);
});
