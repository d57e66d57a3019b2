import { ntXentLoss } from '@jssl/jaccard-loss';

import { createBatchContrast } from './batch-contrast.js';
import type { MethodFactory } from './method.js';

/** SimCLR as published (arXiv 2002.05709), with only the cosine of the head p. */
export const createSimclr: MethodFactory = (context) =>
  createBatchContrast(context, {
    learnsN: false,
    loss: (first, second) => {
      const p = ntXentLoss({ z1: first.p, z2: second.p }, context.config);
      return { loss: p, p };
    },
  });
