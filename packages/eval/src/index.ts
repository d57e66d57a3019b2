export {
  createLinearProbe,
  disposeLinearProbe,
  evaluateLinearProbe,
  linearProbeLogits,
  linearProbeStep,
  type LinearProbe,
} from './linear-probe.js';
export { rawPixelFeatures } from './raw-pixel-features.js';
export { topKAccuracy } from './top-k-accuracy.js';
export { trainLinearProbe, type LinearProbeTraining } from './train-linear-probe.js';
export { knnAccuracy, weightedKnn, type KnnInputs, type KnnOptions } from './weighted-knn.js';
