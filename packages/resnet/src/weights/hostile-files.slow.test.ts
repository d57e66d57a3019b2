import { expectGoodOrRefused, safetensorsFormat } from '@jssl/testing';

import { decodeSafetensors } from '../index.js';

test('damaged safetensors files are read correctly or refused in one sentence', async () => {
  await expectGoodOrRefused(safetensorsFormat({ decodeSafetensors }), 500);
});
