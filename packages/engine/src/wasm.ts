export {
  convolutionAlgorithm,
  type ConvolutionKernels,
  useConvolutionAlgorithm,
} from './kernels/convolution-algorithm.js';
export { startWasm } from './wasm/kernels/start-wasm.js';
