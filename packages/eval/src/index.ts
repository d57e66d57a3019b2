export { bootstrapInterval } from './bootstrap-interval.js';
export { confusionMatrix, perClassAccuracy } from './confusion-matrix.js';
export { knnAccuracy, knnSweep, type KnnSweepRow, type KnnTestInputs } from './knn-accuracy.js';
export {
  createLinearProbe,
  disposeLinearProbe,
  evaluateLinearProbe,
  linearProbeLogits,
  linearProbeStep,
  type LinearProbe,
} from './linear-probe.js';
export { nearestNeighbors, type Neighbor } from './nearest-neighbors.js';
export { rawPixelFeatures } from './raw-pixel-features.js';
export { meanAveragePrecision, recallAtK, type RetrievalInputs } from './retrieval.js';
export { similarGroups } from './similar-groups.js';
export { topKAccuracy } from './top-k-accuracy.js';
export { trainLinearProbe, type LinearProbeTraining } from './train-linear-probe.js';
export { weightedKnn, type KnnInputs, type KnnOptions, type KnnSetting } from './weighted-knn.js';
