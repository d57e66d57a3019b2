import { join } from 'node:path';

import { runReadmeExamples } from '@jssl/testing';

test('the examples of the README run', async () => {
  expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(2);
});
