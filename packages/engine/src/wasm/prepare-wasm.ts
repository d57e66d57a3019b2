import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

import { registerConv2DBackpropFilter } from './conv2d-backprop-filter.js';

/** Makes the WebAssembly backend ready for Node and for training. */
export function prepareWasm(): void {
  const { resolve } = createRequire(import.meta.url);
  setWasmPaths(dirname(resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  registerConv2DBackpropFilter();
}
