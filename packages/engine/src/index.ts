export { diagnose, type Diagnosis, type Problem } from './diagnose.js';
export { engineStatus, type EngineStatus } from './install/engine-folder.js';
export { engineDownloadBytes } from './install/engine-release.js';
export { EngineInstallError } from './install/engine-install-error.js';
export {
  type InstalledEngine,
  installEngine,
  type InstallOptions,
  type InstallProgress,
} from './install/install-engine.js';
export {
  algorithmForRun,
  convolutionAlgorithm,
  type ConvolutionKernels,
  useConvolutionAlgorithm,
} from './kernels/convolution-algorithm.js';
export { EngineError } from './load/engine-error.js';
export {
  type EngineInfo,
  type EngineName,
  engineNames,
  type EngineOptions,
} from './load/engine-info.js';
export type { GpuNumbers } from './load/gpu-numbers.js';
export { loadEngine } from './load/load-engine.js';
export {
  choosePrecision,
  type ChosenPrecision,
  type Precision,
  type PrecisionChoice,
  precisionChoices,
} from './load/precision.js';
export { chooseGpu, type Gpu, gpus } from './machine/gpus.js';
