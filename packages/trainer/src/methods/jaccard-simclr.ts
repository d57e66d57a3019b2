import { simclrJaccardLoss } from '@jssl/jaccard-loss';

import { createBatchContrast } from './batch-contrast.js';
import type { MethodFactory } from './method.js';

/** SimCLR with the Jaccard loss (arXiv 2202.12921, with arXiv 2002.05709); τ_n is 0.2 by default. */
export const createJaccardSimclr: MethodFactory = (context) => {
  const { temperature, temperatureN = 0.2, weights } = context.config;
  const [jaccard, p, n] = weights;
  return createBatchContrast(context, {
    learnsN: true,
    lossScale: jaccard + p + n,
    loss: (first, second) =>
      simclrJaccardLoss(
        { p1: first.p, p2: second.p, n1: first.n, n2: second.n },
        { temperature, temperatureN, weights },
      ),
  });
};
