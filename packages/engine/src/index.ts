export { cacheFolder } from './cache-folder.js';
export { diagnose, type Diagnosis, type Problem } from './diagnose.js';
export { EngineInstallError } from './engine-install-error.js';
export { installEngine, type InstallOptions, type InstallProgress } from './install-engine.js';
export {
  builtEngineFolder,
  EngineError,
  engineNames,
  loadEngine,
  type EngineInfo,
  type EngineName,
} from './load-engine.js';
