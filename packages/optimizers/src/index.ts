export { addGradients, clipFactor, gradientNorm, type Gradients } from './gradients.js';
export { learningRateAt, type ScheduleName, scheduleNames } from './learning-rate.js';
export {
  applyOptimizer,
  createOptimizer,
  momentNames,
  type Optimizer,
  type OptimizerName,
  optimizerNames,
  type OptimizerOptions,
  type OptimizerStep,
} from './optimizer.js';
