import { methodNames, methodTraits, type MethodName } from '../settings/method-traits.js';
import { createJaccardMoco } from './jaccard-moco.js';
import { createJaccardSimclr } from './jaccard-simclr.js';
import type { MethodDefinition, MethodFactory } from './method.js';
import { createMoco } from './moco.js';
import { createSimclr } from './simclr.js';

/** How each method is created; its traits, which need no TensorFlow, are a row of `method-traits.ts`. */
const factories: Readonly<Record<MethodName, MethodFactory>> = {
  'jaccard-moco': createJaccardMoco,
  'jaccard-simclr': createJaccardSimclr,
  moco: createMoco,
  simclr: createSimclr,
};

/**
 * The built-in methods by name.
 * @example
 * ```ts
 * import { builtInMethods } from '@jssl/trainer/learner';
 *
 * console.log(builtInMethods.moco.traits.heads); // p
 * ```
 */
export const builtInMethods = Object.fromEntries(
  methodNames.map((name) => [name, { traits: methodTraits(name), create: factories[name] }]),
) as Readonly<Record<MethodName, MethodDefinition>>;
