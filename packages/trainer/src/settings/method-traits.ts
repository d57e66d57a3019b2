/** What settings, plans and reports need to know about a method. */
export interface MethodTraits {
  /** It compares with a queue of `m` earlier keys, which must hold at least a batch. */
  readonly queue: boolean;
  /** It encodes keys, without gradient, with a second encoder that follows by momentum. */
  readonly keyEncoder: boolean;
  /** The embeddings that its loss reads. */
  readonly heads: 'p' | 'p and n';
  /** Its loss is a Jaccard loss of three terms, for `weights` and `temperatureN`. */
  readonly jaccardTerms: boolean;
  /** Its loss learns from both views; otherwise only from the first, unless `symmetric` is set. */
  readonly symmetric: boolean;
  /** Its cosine counterpart: the same method with the cosine instead of the Jaccard similarity. */
  readonly cosineTwin?: MethodName;
}

const moco = { queue: true, keyEncoder: true, symmetric: false };
const simclr = { queue: false, keyEncoder: false, symmetric: true };
const jaccard = { heads: 'p and n', jaccardTerms: true } as const;
const cosine = { heads: 'p', jaccardTerms: false } as const;

/** The traits of a method; its counterpart is checked where they are read. */
type Row = Omit<MethodTraits, 'cosineTwin'> & { readonly cosineTwin?: string };

/** The built-in methods, a row each. */
const ofBuiltIn = {
  'jaccard-moco': { ...moco, ...jaccard, cosineTwin: 'moco' },
  'jaccard-simclr': { ...simclr, ...jaccard, cosineTwin: 'simclr' },
  moco: { ...moco, ...cosine },
  simclr: { ...simclr, ...cosine },
} as const satisfies Readonly<Record<string, Row>>;

/** The name of a built-in method. */
export type MethodName = keyof typeof ofBuiltIn;

/**
 * The names of the built-in methods.
 * @example
 * ```ts
 * import { methodNames } from '@jssl/trainer';
 *
 * console.log(methodNames.join(' ')); // jaccard-moco jaccard-simclr moco simclr
 * ```
 */
export const methodNames = Object.keys(ofBuiltIn) as readonly MethodName[];

/** The name of a custom method. */
export type CustomMethodName = `custom:${string}`;

export function isCustomMethod(name: unknown): name is CustomMethodName {
  return typeof name === 'string' && /^custom:./.test(name);
}

/** The traits of a custom method that declares none: no queue; learns from both views and both heads. */
export const defaultTraits: MethodTraits = { ...simclr, heads: 'p and n', jaccardTerms: false };

/**
 * The traits of a built-in method. A custom method declares its own; for its name this returns the default
 * traits: no queue, and it learns from both views and both heads.
 * @example
 * ```ts
 * import { methodTraits } from '@jssl/trainer';
 *
 * const { queue, cosineTwin } = methodTraits('jaccard-moco');
 * console.log(queue, cosineTwin, methodTraits('custom:mine').queue); // true moco false
 * ```
 */
export function methodTraits(name: MethodName | CustomMethodName): MethodTraits {
  if (isCustomMethod(name)) return defaultTraits;
  const traits: Readonly<Record<MethodName, MethodTraits>> = ofBuiltIn;
  return traits[name];
}
