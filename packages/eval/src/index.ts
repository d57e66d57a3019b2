export { balancedAccuracy, isUnbalanced } from './balanced-accuracy.js';
export { bootstrapInterval } from './bootstrap-interval.js';
export { chanceRetrieval } from './chance-retrieval.js';
export { classificationReport, type ClassificationReport } from './classification-report.js';
export { confusionMatrix, perClassAccuracy } from './confusion-matrix.js';
export { crossedBootstrap, type CrossedOutcomes } from './crossed-bootstrap.js';
export { defaultNeighbors } from './default-neighbors.js';
export type { DifferenceEstimate } from './difference-estimate.js';
export { type GroupedOutcomes, groupedBootstrap } from './grouped-bootstrap.js';
export { groupedDifference } from './grouped-difference.js';
export { type Guesses, guessesOf, shareWithin } from './guesses.js';
export { holmAdjusted } from './holm-adjusted.js';
export { judgeDifferences, type JudgedDifference, type JudgeOptions } from './judge-differences.js';
export {
  knnAccuracy,
  knnSweep,
  type KnnSweepOptions,
  type KnnSweepRow,
  type KnnTestInputs,
} from './knn-accuracy.js';
export {
  createLinearProbe,
  evaluateLinearProbe,
  type LinearProbe,
  type LinearProbeBatch,
  linearProbeGradients,
  linearProbeLogits,
  linearProbeStep,
} from './linear-probe.js';
export type { Interval } from './interval.js';
export { mcnemarTest, type McnemarTest } from './mcnemar-test.js';
export { meanInterval, type MeanInterval } from './mean-interval.js';
export {
  type LbfgsOptions,
  minimizeLbfgs,
  type Minimum,
  type ValueAndGradient,
} from './minimize-lbfgs.js';
export { mostFrequentClass, type MostFrequentClass } from './most-frequent-class.js';
export { nearestNeighbors, nearestOthers, type Neighbor } from './nearest-neighbors.js';
export { pairedDifference, type PairedDifference } from './paired-difference.js';
export { pairedEstimate } from './paired-estimate.js';
export { rawPixelFeatures } from './raw-pixel-features.js';
export {
  meanAveragePrecision,
  measureRetrieval,
  recallAtK,
  type RetrievalInputs,
  retrievalQueries,
} from './retrieval.js';
export { selectionMargin } from './selection-margin.js';
export { similarGroups, type SimilarGroupsOptions } from './similar-groups.js';
export { studentTProbability } from './student-t-probability.js';
export { studentTQuantile } from './student-t-quantile.js';
export {
  type RetrievalQueries,
  type RetrievalResult,
  summarizeRetrieval,
} from './summarize-retrieval.js';
export { topKAccuracy } from './top-k-accuracy.js';
export {
  type LinearProbeTrainer,
  linearProbeTrainer,
  type LinearProbeTraining,
  type TrainedLinearProbe,
  trainLinearProbe,
} from './train-linear-probe.js';
export { unanimousInterval } from './unanimous-interval.js';
export { unpairedEstimate } from './unpaired-estimate.js';
export { type KnnInputs, type KnnOptions, type KnnSetting, weightedKnn } from './weighted-knn.js';
