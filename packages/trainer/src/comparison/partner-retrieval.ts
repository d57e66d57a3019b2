import type { Dataset } from '@jssl/data';
import type { RetrievalResult } from '@jssl/eval';
import {
  chanceOfRetrieval,
  RETRIEVAL_KS,
  retrievalTask,
  type RetrievalSettings,
  type RetrievalTask,
} from '@jssl/features';

/** The retrieval task of a comparison, and its chance level. */
export interface ComparedRetrieval extends Required<RetrievalSettings> {
  /** The numbers of neighbors at which recall is reported. */
  readonly recallAt: readonly number[];
  readonly chance: RetrievalResult;
}

/** A data set's test images, and which of them are partners. */
type WithPartners = Pick<Dataset, 'test' | 'partners'>;

/** The task of finding the partners of each test image; undefined when the data set has none. */
export function partnerTask({ test, partners }: WithPartners): RetrievalTask | undefined {
  if (!test || !partners) return undefined;
  const { [partners.attribute]: groups, [partners.across]: sides } = test.attributes ?? {};
  if (!groups || !sides) return undefined;
  const drawn = new Set(groups.map((one, at) => JSON.stringify([one, sides[at]])));
  return drawn.size > new Set(groups).size ? retrievalTask(test, partners) : undefined;
}

/** The record of a data set's task; undefined when it has none. */
export function describeRetrieval(data: WithPartners): ComparedRetrieval | undefined {
  const task = partnerTask(data);
  if (!task || !data.partners) return undefined;
  return { ...data.partners, recallAt: RETRIEVAL_KS, chance: chanceOfRetrieval(task) };
}
