import { registerBackbone } from './backbone/register-backbone.js';
import { registerBatchNormTraining } from './batch-norm-training.js';
import { registerReluGradient } from './relu-gradient.js';

let registered = false;

/**
 * Registers the fused kernels for the TensorFlow backend, once in a process: what the leaf packages ask for by
 * name, and compose of ordinary operations where there is none.
 */
export function registerFusedKernels(): void {
  if (registered) return;
  registerBackbone();
  registerBatchNormTraining();
  registerReluGradient();
  registered = true;
}
