import { registerAdam } from './adam.js';
import { registerBackbone } from './backbone/register-backbone.js';
import { registerBatchNormTraining } from './batch-norm-training.js';
import { registerContrastiveCrossEntropy } from './contrastive-cross-entropy.js';
import { registerJaccardSimilarity } from './jaccard-similarity.js';
import { registerMoveTowards } from './move-towards.js';
import { registerReluGradient } from './relu-gradient.js';
import { registerStridedPointwiseFilterGradient } from './strided-pointwise-filter-gradient.js';
import { registerWinograd } from './register-winograd.js';
import { registerWriteRows } from './write-rows.js';

let registered = false;

/**
 * Registers the fused kernels for the TensorFlow backend, once in a process: what the other packages ask for
 * by name, and compose of ordinary operations where there is none.
 */
export function registerFusedKernels(): void {
  if (registered) return;
  registerAdam();
  registerBackbone();
  registerBatchNormTraining();
  registerContrastiveCrossEntropy();
  registerJaccardSimilarity();
  registerMoveTowards();
  registerReluGradient();
  registerStridedPointwiseFilterGradient();
  registerWinograd();
  registerWriteRows();
  registered = true;
}
