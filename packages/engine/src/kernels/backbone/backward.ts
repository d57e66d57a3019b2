import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { networkGradients } from '../run-network.js';
import { batchNormGradient } from './batch-norm.js';
import { convolutionFilterGradient, convolutionInputGradient } from './convolution.js';
import { add, castTo, globalAverageGradient, reluGradient } from './elementwise.js';
import { inputsOf, parameterNames, type Layer } from './layers.js';
import { maxPoolGradient } from './max-pool.js';
import { normGradient, repeatNorm } from './norm-kernels.js';
import type { SavedLayer, Tape } from './tape.js';

/**
 * The backward pass of a recorded forward pass, freeing what it saved as it goes.
 * @param dFeature [N, F], float32; borrowed.
 * @returns float32 gradients by the parameters' names.
 */
export function runBackward(
  raw: RawTensorFlow,
  tape: Tape,
  dFeature: RawTensor,
): Map<string, RawTensor> {
  const { layers, parameters, norms } = tape;
  const { epsilon } = norms;
  const gradients = new Map<string, RawTensor>();
  /** The gradients that have arrived at each value; value 0, the images, wants none. */
  const arrived = new Map<number, RawTensor[]>();
  const arrive = (index: number, gradient: RawTensor) => {
    const before = arrived.get(index);
    if (before) before.push(gradient);
    else arrived.set(index, [gradient]);
  };
  const sum = (tensors: readonly RawTensor[]) => tensors.reduce((a, b) => add(raw, a, b));
  arrive(layers.length, globalAverageGradient(raw, dFeature, tape.mapsShape, parameters.type));

  for (const [at, layer] of [...layers.entries()].reverse()) {
    const parts = arrived.get(at + 1);
    arrived.delete(at + 1);
    const saved = tape.take();
    const [x, y] = saved.tensors as [RawTensor, RawTensor];
    if (!parts) throw new Error(`the backbone makes nothing of value ${at + 1}`);
    if (layer.op === 'batchNorm' && saved.recorded) {
      const { residual } = layer;
      // The kernel adds two gradients itself.
      const [first, ...others] = parts as [RawTensor, ...RawTensor[]];
      const dy = [first, others.length > 0 ? sum(others) : undefined] as const;
      const given = normGradient(raw, dy, {
        ...{ x, y: layer.relu ? y : undefined, statistics: saved.recorded, epsilon },
        ...{ scale: parameters.get(`${layer.norm}.weight`), residual: residual !== undefined },
      });
      for (const one of [...dy, saved.recorded]) one?.release();
      gradients.set(`${layer.norm}.weight`, given.dScale).set(`${layer.norm}.bias`, given.dOffset);
      arrive(layer.input, given.dx);
      if (residual !== undefined && given.dResidual) arrive(residual, given.dResidual);
      releaseTensors(saved);
      continue;
    }
    const dy = sum(parts);
    switch (layer.op) {
      case 'convolution': {
        const filter = parameters.filter(layer.filter);
        const { stride, input } = layer;
        const maps = saved.tensors[0] ?? repeatOutput(raw, tape, layers[at - 1]);
        gradients.set(layer.filter, convolutionFilterGradient(raw, maps, dy, filter.shape, stride));
        if (input > 0) {
          arrive(input, convolutionInputGradient(raw, dy, filter, maps.shape, stride));
          dy.release();
        } else {
          tape.dFirst = dy;
        }
        break;
      }
      case 'batchNorm': {
        const scale = parameters.get(`${layer.norm}.weight`);
        const inputs = { x, y: layer.relu ? y : undefined, scale };
        const reserves = saved.reserves ?? [];
        const { dx, dScale, dOffset } = batchNormGradient(raw, dy, inputs, reserves, epsilon);
        gradients.set(`${layer.norm}.weight`, dScale).set(`${layer.norm}.bias`, dOffset);
        arrive(layer.input, dx);
        break;
      }
      case 'addRelu': {
        const dSum = reluGradient(raw, dy, x);
        const [first, second] = inputsOf(layer) as [number, number];
        arrive(first, dSum.retain());
        arrive(second, dSum);
        break;
      }
      case 'network': {
        const names = parameterNames(layer.layers);
        const inputs = {
          ...{ dy, x, y, recorded: saved.recorded as RawTensor },
          parameters: names.map((name) => parameters.get(name)),
        };
        const given = networkGradients(raw, layer.network, inputs, norms);
        names.forEach((name, one) => gradients.set(name, given.gradients[one] as RawTensor));
        for (const one of [dy, inputs.recorded]) one.release();
        arrive(layer.input, given.dx);
        break;
      }
      case 'maxPool':
        arrive(layer.input, maxPoolGradient(raw, dy, x, y));
        break;
    }
    releaseTensors(saved);
  }
  return gradients;
}

/**
 * Computes the output of the last layer on the tape again, a batch norm that did not keep it, and puts it there.
 * @returns the output; borrowed.
 */
function repeatOutput(raw: RawTensorFlow, tape: Tape, layer: Layer | undefined): RawTensor {
  const { tensors: [x] = [], recorded: statistics } = tape.last ?? {};
  if (layer?.op !== 'batchNorm' || !x || !statistics) {
    throw new Error('the backbone did not keep the input of a convolution');
  }
  const scale = tape.parameters.get(`${layer.norm}.weight`);
  const offset = tape.parameters.get(`${layer.norm}.bias`);
  const { epsilon } = tape.norms;
  const y = repeatNorm(raw, x, { scale, offset, statistics }, { relu: layer.relu, epsilon });
  tape.add(y);
  return y;
}

/** The gradient for the images [N, H, W, C], float32, after {@link runBackward}. */
export function imageGradient(raw: RawTensorFlow, tape: Tape): RawTensor {
  const [first] = tape.layers;
  if (first?.op !== 'convolution' || !tape.dFirst) {
    throw new Error('the gradient for the images needs the backward pass before it');
  }
  const filter = tape.parameters.filter(first.filter);
  const dImages = convolutionInputGradient(
    raw,
    tape.dFirst,
    filter,
    tape.imagesShape,
    first.stride,
  );
  return castTo(raw, dImages, 'float32');
}

function releaseTensors({ tensors }: SavedLayer): void {
  for (const tensor of tensors) tensor.release();
}
