import { mocoJaccardLoss } from '@jssl/jaccard-loss';

import type { MethodFactory } from './method.js';
import { createMomentumContrast } from './momentum-contrast.js';

/** Momentum Contrast with the Jaccard loss (arXiv 2202.12921, with arXiv 1911.05722). */
export const createJaccardMoco: MethodFactory = (context) => {
  const { temperature, temperatureN = temperature, weights } = context.config;
  const [jaccard, p, n] = weights;
  return createMomentumContrast(context, {
    learnsN: true,
    lossScale: jaccard + p + n,
    loss: (query, key, queue) =>
      mocoJaccardLoss(
        {
          queryP: query.p,
          keyP: key.p,
          queryN: query.n,
          keyN: key.n,
          queueP: queue.p,
          queueN: queue.n,
        },
        { temperature, temperatureN, weights },
      ),
  });
};
