export { balancedAccuracy, isUnbalanced } from './accuracy/balanced-accuracy.js';
export { bootstrapInterval } from './statistics/bootstrap-interval.js';
export { chanceRetrieval } from './retrieval/chance-retrieval.js';
export {
  classificationReport,
  type ClassificationReport,
} from './accuracy/classification-report.js';
export { confusionMatrix, perClassAccuracy } from './accuracy/confusion-matrix.js';
export { crossedBootstrap, type CrossedOutcomes } from './statistics/crossed-bootstrap.js';
export { defaultNeighbors } from './knn/default-neighbors.js';
export type { DifferenceEstimate } from './statistics/difference-estimate.js';
export { type GroupedOutcomes, groupedBootstrap } from './statistics/grouped-bootstrap.js';
export { groupedDifference } from './statistics/grouped-difference.js';
export { type Guesses, guessesOf, shareWithin } from './accuracy/guesses.js';
export { holmAdjusted } from './statistics/holm-adjusted.js';
export {
  judgeDifferences,
  type JudgedDifference,
  type JudgeOptions,
} from './statistics/judge-differences.js';
export {
  knnAccuracy,
  knnSweep,
  type KnnSweepOptions,
  type KnnSweepRow,
  type KnnTestInputs,
} from './knn/knn-accuracy.js';
export {
  createLinearProbe,
  evaluateLinearProbe,
  type LinearProbe,
  type LinearProbeBatch,
  linearProbeGradients,
  linearProbeLogits,
  linearProbeStep,
} from './linear/linear-probe.js';
export type { Interval } from './statistics/interval.js';
export { mcnemarTest, type McnemarTest } from './statistics/mcnemar-test.js';
export { meanInterval, type MeanInterval } from './statistics/mean-interval.js';
export {
  type LbfgsOptions,
  minimizeLbfgs,
  type Minimum,
  type ValueAndGradient,
} from './linear/minimize-lbfgs.js';
export { mostFrequentClass, type MostFrequentClass } from './accuracy/most-frequent-class.js';
export { nearestNeighbors, nearestOthers, type Neighbor } from './knn/nearest-neighbors.js';
export { pairedDifference, type PairedDifference } from './statistics/paired-difference.js';
export { pairedEstimate } from './statistics/paired-estimate.js';
export { rawPixelFeatures } from './knn/raw-pixel-features.js';
export {
  meanAveragePrecision,
  measureRetrieval,
  recallAtK,
  type RetrievalInputs,
  retrievalQueries,
} from './retrieval/retrieval.js';
export { selectionMargin } from './statistics/selection-margin.js';
export { similarGroups, type SimilarGroupsOptions } from './knn/similar-groups.js';
export { studentTProbability } from './statistics/student-t-probability.js';
export { studentTQuantile } from './statistics/student-t-quantile.js';
export {
  type RetrievalQueries,
  type RetrievalResult,
  summarizeRetrieval,
} from './retrieval/summarize-retrieval.js';
export { topKAccuracy } from './accuracy/top-k-accuracy.js';
export {
  type LinearProbeTrainer,
  linearProbeTrainer,
  type LinearProbeTraining,
  type TrainedLinearProbe,
  trainLinearProbe,
} from './linear/train-linear-probe.js';
export { unanimousInterval } from './statistics/unanimous-interval.js';
export { unpairedEstimate } from './statistics/unpaired-estimate.js';
export type { Rows, RowValues } from './with-rows.js';
export {
  type KnnInputs,
  type KnnOptions,
  type KnnSetting,
  weightedKnn,
} from './knn/weighted-knn.js';
