import { expectGoodOrRefused, zipFormat } from '@jssl/testing';

import { extractWheel } from './install/extract-wheel.js';

test('damaged zip files are unpacked or refused in a sentence, and nothing is written elsewhere', async () => {
  await expectGoodOrRefused(zipFormat({ extractWheel }), 300);
});
