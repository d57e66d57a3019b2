import type { TensorSpec } from '../architecture/tensor-specs.js';

/** Returns uniform random numbers in [0, 1). */
export type Random = () => number;

/**
 * Initial values of a tensor, like torchvision's ResNet and PyTorch's linear layer: convolutions normal
 * with variance 2 / fan-out (arXiv 1502.01852, Eq. 14), linear weights and biases uniform within
 * ±1/√fan-in, batch norm ones and zeros. The original's 3x3 stem keeps PyTorch's default, uniform
 * within ±1/√27: see `stemWeights` of `createEncoder`.
 */
export function initialValues({ kind, shape, fanIn }: TensorSpec, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const [kernel = 0, , , outChannels = 0] = shape;
  const deviation = Math.sqrt(2 / (kernel * kernel * outChannels));
  switch (kind) {
    case 'convolution':
      return fillWith(values, () => deviation * normal(random));
    case 'linear':
    case 'linear-bias': {
      const bound = 1 / Math.sqrt(fanIn);
      return fillWith(values, () => (2 * random() - 1) * bound);
    }
    case 'norm-weight':
    case 'running-variance':
      return values.fill(1);
    case 'norm-bias':
    case 'running-mean':
      return values;
  }
}

function fillWith(values: Float32Array, next: () => number): Float32Array {
  for (let index = 0; index < values.length; index++) values[index] = next();
  return values;
}

// Looked up once, outside of the loop over millions of values.
const { cos, log, sqrt, PI } = Math;

/** A standard normal number, by the Box-Muller transform. */
function normal(random: Random): number {
  return sqrt(-2 * log(1 - random())) * cos(2 * PI * random());
}
