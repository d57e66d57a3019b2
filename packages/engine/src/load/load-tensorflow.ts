import { createRequire } from 'node:module';

/**
 * Loads all of TensorFlow.js, for its gradients and its backends `cpu` and `wasm`. By `require`, since Node parses a
 * CommonJS module that is imported for its names: here 8 MB, a tenth of the time that a command takes to start.
 */
export function loadTensorflow(): unknown {
  return createRequire(import.meta.url)('@tensorflow/tfjs');
}
