import { join } from 'node:path';

import { apiExamplesSuite } from '@jssl/testing';

import { makeRuns } from './fixtures/make-runs.js';

apiExamplesSuite(join(__dirname, 'index.ts'), require, makeRuns);
