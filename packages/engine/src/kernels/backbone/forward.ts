import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { runNetwork } from '../run-network.js';
import { batchNorm, batchNormEvaluation } from './batch-norm.js';
import { convolution } from './convolution.js';
import { add, castTo, globalAverage, relu } from './elementwise.js';
import { inputsOf, parameterNames, type Layer } from './layers.js';
import { maxPool } from './max-pool.js';
import { repeatedNorms } from './repeated-norms.js';
import { evaluateNorm, normalizesByKernels, trainNorm } from './norm-kernels.js';
import type { BackboneParameters } from './parameters.js';
import { type SavedLayer, recordedOf, type Tape } from './tape.js';

export interface ForwardSettings {
  /** Batch norm with the batch's statistics (true) or the running ones (false). */
  readonly training: boolean;
  /** Groups along the batch with batch-norm statistics of their own. */
  readonly splits: number;
  /** Added to the variance. */
  readonly epsilon: number;
}

export interface ForwardResult {
  /** [N, F], float32. */
  readonly feature: RawTensor;
  /** In training: mean and unbiased variance [C] of each batch norm, in order. */
  readonly statistics: readonly RawTensor[];
}

/**
 * Runs a backbone, freeing each value after its last use.
 * @param images [N, H, W, C], float32; borrowed.
 * @param tape records, in training, what the backward pass needs; left out where there is none.
 */
export function runForward(
  raw: RawTensorFlow,
  layers: readonly Layer[],
  images: RawTensor,
  parameters: BackboneParameters,
  { training, splits, epsilon }: ForwardSettings,
  tape?: Tape,
): ForwardResult {
  const byKernels = normalizesByKernels(images);
  const values = new LiveValues(layers, castTo(raw, images.retain(), parameters.type));
  const statistics: RawTensor[] = [];
  const repeated = byKernels ? repeatedNorms(layers) : new Set<number>();

  /** The layer's output, and what its gradient needs: more holds on its inputs or outputs. */
  const run = (layer: Layer, at: number): [y: RawTensor, saved: SavedLayer] => {
    const [x, other] = inputsOf(layer).map((index) => values.read(index)) as [RawTensor, RawTensor];
    switch (layer.op) {
      case 'convolution':
        return [
          convolution(raw, x, parameters.filter(layer.filter), layer.stride),
          { tensors: repeated.has(layer.input) ? [] : [x] },
        ];
      case 'batchNorm': {
        const scale = parameters.get(`${layer.norm}.weight`);
        const offset = parameters.get(`${layer.norm}.bias`);
        if (!training) {
          const mean = parameters.get(`${layer.norm}.running_mean`);
          const variance = parameters.get(`${layer.norm}.running_var`);
          const norm = { scale, offset, mean, variance };
          const evaluation = { relu: layer.relu, epsilon };
          const y = byKernels
            ? evaluateNorm(raw, { x, residual: other }, norm, evaluation)
            : batchNormEvaluation(raw, x, norm, evaluation);
          return [y, { tensors: [] }];
        }
        const settings = { relu: layer.relu, splits, epsilon };
        if (byKernels) {
          const trained = trainNorm(raw, { x, residual: other }, { scale, offset }, settings);
          statistics.push(trained.mean, trained.variance);
          return [
            trained.y,
            {
              tensors: layer.relu && !repeated.has(at + 1) ? [x, trained.y] : [x],
              recorded: trained.statistics,
            },
          ];
        }
        const { y, mean, variance, reserves } = batchNorm(raw, x, { scale, offset }, settings);
        statistics.push(mean, variance);
        return [y, { tensors: layer.relu ? [x, y] : [x], reserves }];
      }
      case 'addRelu': {
        const y = relu(raw, add(raw, x.retain(), other.retain()));
        return [y, { tensors: [y] }];
      }
      case 'network': {
        const names = parameterNames(layer.layers);
        const inputs = { x, parameters: names.map((name) => parameters.get(name)) };
        const settings = { splits, epsilon, isRecorded: tape !== undefined };
        const given = runNetwork(raw, layer.network, inputs, settings);
        statistics.push(...given.statistics);
        return [given.y, { tensors: [x, given.y], recorded: given.recorded }];
      }
      case 'maxPool': {
        const y = maxPool(raw, x);
        return [y, { tensors: [x, y] }];
      }
    }
  };

  for (const [at, layer] of layers.entries()) {
    const [y, saved] = run(layer, at);
    if (tape) tape.record(saved);
    else for (const one of recordedOf(saved)) one.release();
    values.push(y);
    for (const index of inputsOf(layer)) values.used(index);
  }
  const maps = values.read(layers.length);
  tape?.end(maps.shape);
  const feature = globalAverage(raw, maps.retain());
  values.used(layers.length);
  return { feature, statistics };
}

/** The values of a forward pass that are still to be read. */
class LiveValues {
  readonly #values: RawTensor[];
  readonly #uses: number[];

  constructor(layers: readonly Layer[], images: RawTensor) {
    this.#values = [images];
    this.#uses = Array.from({ length: layers.length + 1 }, () => 0);
    for (const index of [...layers.flatMap(inputsOf), layers.length]) {
      this.#uses[index] = (this.#uses[index] ?? 0) + 1;
    }
  }

  push(value: RawTensor): void {
    this.#values.push(value);
  }

  /** A value; borrowed. */
  read(index: number): RawTensor {
    const value = this.#values[index];
    if (!value) throw new Error(`the backbone reads value ${index} before it is made`);
    return value;
  }

  /** Says that one use of a value is over; the last one frees it. */
  used(index: number): void {
    const left = (this.#uses[index] ?? 0) - 1;
    this.#uses[index] = left;
    if (left === 0) this.read(index).release();
  }
}
