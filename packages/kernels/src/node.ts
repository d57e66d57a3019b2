export { type KernelSource, kernelSources } from './kernel-sources.js';
export { kernelsHash } from './kernels-hash.js';
