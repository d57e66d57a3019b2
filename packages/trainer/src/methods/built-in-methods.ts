import type { MethodName } from '../settings/method-names.js';
import { createJaccardMoco } from './jaccard-moco.js';
import { createJaccardSimclr } from './jaccard-simclr.js';
import type { MethodFactory } from './method.js';
import { createMoco } from './moco.js';
import { createSimclr } from './simclr.js';

/** What `--method` chooses from. */
export const builtInMethods: Readonly<Record<MethodName, MethodFactory>> = {
  'jaccard-moco': createJaccardMoco,
  'jaccard-simclr': createJaccardSimclr,
  moco: createMoco,
  simclr: createSimclr,
};
