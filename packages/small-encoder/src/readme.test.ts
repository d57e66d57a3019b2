import { join } from 'node:path';

import { runReadmeExamples } from '@jssl/testing';

test('the example of the README runs', async () => {
  expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(1);
});
