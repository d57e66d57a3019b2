import { SettingError } from './setting-error.js';

const wrong = {
  setting: 'm',
  required: 'at least {batchSize}',
  got: 32,
  gotText: '32 negatives and batches of 64',
  remedy: 'raise {m} or lower {batchSize}',
};

test('the message names settings as in TypeScript, a command line names its flags', () => {
  const error = new SettingError(wrong, { cause: 'why' });
  expect(error.message).toBe(
    'm must be at least batchSize, got 32 negatives and batches of 64; raise m or lower batchSize',
  );
  const flags: Record<string, string> = { m: '--m', batchSize: '--batch-size' };
  expect(error.describe((name) => flags[name] ?? name)).toBe(
    '--m must be at least --batch-size, got 32 negatives and batches of 64; raise --m or lower --batch-size',
  );
  expect(error).toMatchObject({
    ...{ name: 'SettingError', code: 'JSSL_SETTING', cause: 'why' },
    ...{ setting: 'm', required: 'at least batchSize', got: 32 },
  });
});

test.each([
  [[1, 2], '1,2'],
  [{ a: 1 }, '{"a":1}'],
  ['{b}', '{b}'],
  ['a\u001b[1m', 'a\\u001b[1m'],
  ['x'.repeat(100), 'x'.repeat(80)],
  [undefined, 'undefined'],
])('the value %j is shown on one line', (got, text) => {
  const { message } = new SettingError({ setting: 'a', required: 'b', got });
  expect(message).toBe(`a must be b, got ${text}`);
});
