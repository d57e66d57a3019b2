import { join } from 'node:path';

import { apiExamplesSuite, writePhotos } from '@jssl/testing';

apiExamplesSuite(join(__dirname, 'index.ts'), require, () => {
  writePhotos('.');
});
