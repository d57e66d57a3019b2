import type { ImageSet } from '@jssl/data';
import type { RetrievalResult } from '@jssl/eval';
import {
  chanceOfRetrieval,
  RETRIEVAL_KS,
  retrievalTask,
  type RetrievalSettings,
  type RetrievalTask,
} from '@jssl/features';

/** The same object as another vendor drew it. */
const partners: Required<RetrievalSettings> = { attribute: 'identity', across: 'vendor' };

/** What test images are sought by, and what a random order finds. */
export interface ComparedRetrieval extends Required<RetrievalSettings> {
  /** The numbers of neighbors that recall is told at. */
  readonly recallAt: readonly number[];
  readonly chance: RetrievalResult;
}

/** Each image's partners of another vendor; undefined where images do not tell of any. */
export function partnerTask(images: ImageSet | undefined): RetrievalTask | undefined {
  const { identity, vendor } = images?.attributes ?? {};
  if (!images || !identity || !vendor) return undefined;
  const drawings = new Set(identity.map((one, at) => JSON.stringify([one, vendor[at]])));
  return drawings.size > new Set(identity).size ? retrievalTask(images, partners) : undefined;
}

/** What is recorded of the task itself. */
export function describeRetrieval(task: RetrievalTask): ComparedRetrieval {
  return { ...partners, recallAt: RETRIEVAL_KS, chance: chanceOfRetrieval(task) };
}
