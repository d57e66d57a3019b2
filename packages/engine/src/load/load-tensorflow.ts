import { createRequire } from 'node:module';

/**
 * Loads TensorFlow.js with its gradients, its chained operations and the backend `cpu`. By `require`, since Node parses
 * a CommonJS module that is imported for its names. `#gradients` is what `build-gradients.mjs` makes; tests of the
 * sources, which need no build, take all of `@tensorflow/tfjs` instead.
 */
export function loadTensorflow(): unknown {
  const require = createRequire(import.meta.url);
  require('#gradients');
  require('@tensorflow/tfjs-backend-cpu');
  return require('@tensorflow/tfjs-core');
}
