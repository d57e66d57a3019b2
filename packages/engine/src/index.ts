export { cacheFolder } from './cache-folder.js';
export { diagnose, type Diagnosis, type Problem } from './diagnose.js';
export { EngineError } from './engine-error.js';
export { engineStatus, type EngineStatus } from './engine-folder.js';
export { EngineInstallError } from './engine-install-error.js';
export { installEngine, type InstallOptions, type InstallProgress } from './install-engine.js';
export {
  engineNames,
  loadEngine,
  type EngineInfo,
  type EngineName,
  type EngineOptions,
} from './load-engine.js';
export {
  choosePrecision,
  precisionChoices,
  type ChosenPrecision,
  type Precision,
  type PrecisionChoice,
} from './precision.js';
