import type { ImageSet } from '@jssl/data';
import type { RetrievalResult } from '@jssl/eval';
import {
  chanceOfRetrieval,
  RETRIEVAL_KS,
  retrievalTask,
  type RetrievalSettings,
  type RetrievalTask,
} from '@jssl/features';

/** A partner is the same object drawn by another vendor. */
const partners: Required<RetrievalSettings> = { attribute: 'identity', across: 'vendor' };

/** The retrieval task of a comparison, and its chance level. */
export interface ComparedRetrieval extends Required<RetrievalSettings> {
  /** The numbers of neighbors at which recall is reported. */
  readonly recallAt: readonly number[];
  readonly chance: RetrievalResult;
}

/** The partners of each image; undefined when there are none. */
export function partnerTask(images: ImageSet | undefined): RetrievalTask | undefined {
  const { identity, vendor } = images?.attributes ?? {};
  if (!images || !identity || !vendor) return undefined;
  const drawings = new Set(identity.map((one, at) => JSON.stringify([one, vendor[at]])));
  return drawings.size > new Set(identity).size ? retrievalTask(images, partners) : undefined;
}

/** The description of the task for `comparison.json`. */
export function describeRetrieval(task: RetrievalTask): ComparedRetrieval {
  return { ...partners, recallAt: RETRIEVAL_KS, chance: chanceOfRetrieval(task) };
}
