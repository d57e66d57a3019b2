import { flagOf, withFlags } from './flag-of.js';

test.each([
  ['k', '--k'],
  ['batchSize', '--batch-size'],
  ['warmupEpochs', '--warmup-epochs'],
])('%s is %s', (setting, flag) => {
  expect(flagOf(setting)).toBe(flag);
});

test('a note names flags, and one without settings is not changed', () => {
  expect(withFlags('a lower lr', 'a lower {lr}, {cropScale} 0.3,1')).toBe(
    'a lower --lr, --crop-scale 0.3,1',
  );
  expect(withFlags('a {folder}', undefined)).toBe('a {folder}');
});
