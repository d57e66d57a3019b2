/**
 * The built-in methods.
 * @example
 * ```ts
 * import { methodNames } from '@jssl/trainer';
 *
 * console.log(methodNames.join(' ')); // jaccard-moco jaccard-simclr moco simclr
 * ```
 */
export const methodNames = ['jaccard-moco', 'jaccard-simclr', 'moco', 'simclr'] as const;
export type MethodName = (typeof methodNames)[number];

/** The name of a custom method. */
export type CustomMethodName = `custom:${string}`;

export function isCustomMethod(name: unknown): name is CustomMethodName {
  return typeof name === 'string' && /^custom:./.test(name);
}
