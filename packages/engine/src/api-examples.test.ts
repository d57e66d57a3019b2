import { join } from 'node:path';

import { apiExamplesSuite } from '@jssl/testing';

describe.each(['index.ts', 'wasm.ts', 'webgpu.ts'])('%s', (entry) => {
  apiExamplesSuite(join(__dirname, entry), require);
});
