import { infoNceLoss } from '@jssl/jaccard-loss';

import type { MethodFactory } from './method.js';
import { createMomentumContrast } from './momentum-contrast.js';

/** Momentum Contrast as published (arXiv 1911.05722), with only the cosine of the head p. */
export const createMoco: MethodFactory = (context) =>
  createMomentumContrast(context, {
    learnsN: false,
    loss: (query, key, queue) => {
      const p = infoNceLoss({ query: query.p, key: key.p, queue: queue.p }, context.config);
      return { loss: p, p };
    },
  });
