import { expectGoodOrRefused, safetensorsFormat } from '@jssl/testing';

import { decodeSafetensors } from './index.js';

test('damaged safetensors are read well or refused in a sentence', async () => {
  await expectGoodOrRefused(safetensorsFormat({ decodeSafetensors }), 500);
});
