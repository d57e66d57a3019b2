import { float32Scatter } from './float32-scatter.js';
import type { EncoderCase, GoldenFiles } from './golden-files.js';
import type { Convolutions } from './use-convolutions.js';

/**
 * How far a correct float32 implementation may be from the golden vectors of any salt.
 *
 * Float32 results depend on the order of sums: a ReLU input near 0 changes its sign, and Adam, whose first
 * steps move every weight by the sign of its gradient, amplifies this at each step. So the tolerance is derived
 * from PyTorch: three times the largest error of its own float32 results over several salts and memory layouts,
 * and for unusual sizes over odd sizes as well.
 */
const FACTOR = 3;

/**
 * How much larger the errors of a convolution are than PyTorch's, whose convolutions are direct. By Winograd's
 * algorithm they are up to 2.27 times as large in the forward passes of ResNet-18's layers, and 1.86 times all in
 * all, with both gradients: `npm run convolutions:errors`, which compares both with float64.
 */
const ERRORS: Readonly<Record<Convolutions, number>> = { direct: 1, winograd: 2.3 };

/** The shape of the images in the encoder's usual vectors, and batch and side of the trace's. */
const USUAL = { images: '4,3,32,32', trace: '8,16' };

const scatterOf = (isUsual: boolean) => float32Scatter[isUsual ? 'defaultSizes' : 'anySizes'];

/** For an encoder: `outputs` absolute, relative for norms of features; `gradientNorms` relative. */
export function encoderTolerances(
  { arch, input }: EncoderCase,
  convolutions: Convolutions = 'direct',
) {
  const factor = FACTOR * ERRORS[convolutions];
  const scatter = scatterOf(input.shape_nchw.join() === USUAL.images)[arch];
  return {
    outputs: factor * scatter.outputs,
    loss: factor * scatter.loss,
    gradientNorms: factor * scatter.gradientNorms,
  };
}

/**
 * For the steps of the trace: losses and norms relative, keys and features absolute. A step may be off by no
 * less than the one before it. The losses of the first step, which no update precedes, are held to
 * rounding: 5e-7, eight units in the last place, with direct convolutions.
 */
export function traceTolerances(
  { B, S, steps }: GoldenFiles['moco_trace'],
  convolutions: Convolutions = 'direct',
) {
  const errors = ERRORS[convolutions];
  const factor = FACTOR * errors;
  const scatter = scatterOf([B, S].join() === USUAL.trace).trace;
  /** Vectors of more steps than the yardstick has are held to its last one. */
  const byStep = (name: 'losses' | 'terms' | 'keys') =>
    steps.map((_, at) => factor * Math.max(...scatter[name].slice(0, at + 1)));
  return {
    losses: [5e-7 * errors, ...byStep('losses').slice(1)],
    terms: [1e-6 * errors, ...byStep('terms').slice(1)],
    keys: byStep('keys'),
    // An update precedes the norms of the first step as well, and one weight may go the other way.
    queryNorm: factor * Math.max(...scatter.queryNorms),
    keyNorm: factor * Math.max(...scatter.keyNorms),
    features: factor * Math.max(...scatter.features),
  };
}
