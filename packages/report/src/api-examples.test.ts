import { join } from 'node:path';

import { apiExamplesSuite } from '@jssl/testing';

// The entries that need no run; `api-examples.slow.test.ts` has the others.
describe.each(['local-server.ts', 'map-layout.ts'])('%s', (entry) => {
  apiExamplesSuite(join(__dirname, entry), require);
});
