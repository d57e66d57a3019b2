import type { MethodName } from '../settings/method-names.js';
import { methodTraits } from '../settings/method-traits.js';
import { createJaccardMoco } from './jaccard-moco.js';
import { createJaccardSimclr } from './jaccard-simclr.js';
import type { MethodDefinition } from './method.js';
import { createMoco } from './moco.js';
import { createSimclr } from './simclr.js';

/**
 * The built-in methods by name.
 * @example
 * ```ts
 * import { builtInMethods } from '@jssl/trainer/learner';
 *
 * console.log(builtInMethods.moco.traits.heads); // p
 * ```
 */
export const builtInMethods: Readonly<Record<MethodName, MethodDefinition>> = {
  'jaccard-moco': { traits: methodTraits('jaccard-moco'), create: createJaccardMoco },
  'jaccard-simclr': { traits: methodTraits('jaccard-simclr'), create: createJaccardSimclr },
  moco: { traits: methodTraits('moco'), create: createMoco },
  simclr: { traits: methodTraits('simclr'), create: createSimclr },
};
