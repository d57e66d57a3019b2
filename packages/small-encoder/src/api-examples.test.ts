import { join } from 'node:path';

import { apiExamplesSuite } from '@jssl/testing';

apiExamplesSuite(join(__dirname, 'index.ts'), require);
