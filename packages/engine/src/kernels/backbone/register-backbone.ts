import * as tf from '@tensorflow/tfjs-core';

import { RawTensorFlow, type ElementType, type RawTensor } from '../raw-tensorflow.js';
import { onceForEach } from '../once-for-each.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from '../tensorflow-backend.js';
import { imageGradient, runBackward } from './backward.js';
import { computesBfloat16 } from './batch-norm.js';
import { runForward } from './forward.js';
import { fuseNetwork } from './fuse-network.js';
import { fuseResiduals } from './fuse-residuals.js';
import { parameterNames, type Layer } from './layers.js';
import { normalizesByKernels } from './norm-kernels.js';
import { BackboneParameters } from './parameters.js';
import { Tape } from './tape.js';

/** The kernels that `@jssl/resnet` asks for by name, and those of the first one's gradients. */
const FORWARD = 'JsslBackboneTraining';
const EVALUATION = 'JsslBackboneEvaluation';
const BACKWARD = 'JsslBackboneTrainingGrad';
const IMAGE_BACKWARD = 'JsslBackboneImageGrad';

interface Attributes {
  readonly layers: readonly Layer[];
  readonly splits: number;
  readonly epsilon: number;
  readonly precision: 'f32' | 'bf16';
}

/** The recorded forward passes, each by the tensor that stands for it among the kernel's outputs. */
const tapes = new WeakMap<object, Tape>();
const watched = new WeakSet<TensorFlowBackend>();

/** Frees a tape with the tensor that stands for it, whether a backward pass used it or not. */
function freeTapesOnDisposal(backend: TensorFlowBackend): void {
  if (watched.has(backend)) return;
  watched.add(backend);
  const disposeData = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const gone = disposeData(dataId, force);
    if (gone) {
      tapes.get(dataId)?.release();
      tapes.delete(dataId);
    }
    return gone;
  };
}

function open(call: KernelCall) {
  const backend = call.backend as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  return { backend, raw };
}

/**
 * The inputs of a forward pass: `images` [N, H, W, C], and the encoder's tensors by name.
 * @throws RangeError for bf16 on a processor that cannot compute it.
 */
function openForward(call: KernelCall, { isRecorded = false } = {}) {
  const { raw } = open(call);
  const attributes = call.attrs as unknown as Attributes;
  const { images, ...weights } = call.inputs;
  if (!images) throw new Error('the backbone needs an input images');
  const type: ElementType = attributes.precision === 'bf16' ? 'bfloat16' : 'float32';
  if (type === 'bfloat16' && !computesBfloat16(raw)) {
    throw new RangeError(
      'the backbone: precision must be f32 on a processor that cannot compute bfloat16, got bf16',
    );
  }
  const borrowed = raw.borrow(images);
  const parameters = new BackboneParameters(raw, weights, type, { outliveTensors: isRecorded });
  const layers = normalizesByKernels(borrowed) ? fused(attributes.layers) : attributes.layers;
  return { attributes: { ...attributes, layers }, images: borrowed, parameters };
}

const fused = onceForEach(fuseResiduals);
const shapesOf = onceForEach<readonly Layer[], Map<string, readonly Layer[]>>(() => new Map());

/** The layers with as many as possible in one call. */
function inOneCall(
  raw: RawTensorFlow,
  layers: readonly Layer[],
  images: RawTensor,
  parameters: BackboneParameters,
): readonly Layer[] {
  const isOffered = normalizesByKernels(images) && raw.hasNetworks;
  if (!isOffered || parameters.type !== 'float32') return layers;
  const known = shapesOf(layers);
  const key = images.shape.join();
  let made = known.get(key);
  if (!made) {
    made = fuseNetwork(layers, images.shape, (name) => parameters.get(name).shape);
    known.set(key, made);
  }
  return made;
}

/**
 * Outputs: the feature [N, F]; a scalar that stands for the recorded pass; mean and unbiased variance
 * of each batch norm in order.
 */
function forward(call: KernelCall): tf.TensorInfo[] {
  const { backend, raw } = open(call);
  // tfjs says nowhere else whether a gradient may be asked for.
  const recording = tf.engine().state.gradientDepth > 0;
  const { attributes, images, parameters } = openForward(call, { isRecorded: recording });
  const { splits, epsilon } = attributes;
  const layers = inOneCall(raw, attributes.layers, images, parameters);
  const tape = new Tape(layers, parameters, images.shape, { splits, epsilon });
  const { feature, statistics } = runForward(
    raw,
    layers,
    images,
    parameters,
    { training: true, splits, epsilon },
    recording ? tape : undefined,
  );
  images.release();
  const stand = raw.give(raw.zeros([]));
  if (recording) {
    freeTapesOnDisposal(backend);
    tapes.set(stand.dataId, tape);
  } else {
    tape.release();
  }
  return [raw.give(feature), stand, ...statistics.map((statistic) => raw.give(statistic))];
}

/** Output: the feature [N, F]. */
function evaluate(call: KernelCall): tf.TensorInfo[] {
  const { raw } = open(call);
  const { attributes, images, parameters } = openForward(call);
  const { layers, epsilon } = attributes;
  const settings = { training: false, splits: 1, epsilon };
  const { feature } = runForward(raw, layers, images, parameters, settings);
  images.release();
  parameters.release();
  return [raw.give(feature)];
}

function tapeOf(call: KernelCall): Tape {
  const tape = tapes.get(kernelInput(call, 'tape').dataId);
  if (!tape) throw new Error('the backbone recorded nothing for a gradient');
  return tape;
}

/** Inputs: `dFeature` and `tape`. Outputs: the gradients in the order of {@link parameterNames}. */
function backward(call: KernelCall): tf.TensorInfo[] {
  const { raw } = open(call);
  const tape = tapeOf(call);
  const dFeature = raw.borrow(kernelInput(call, 'dFeature'));
  const gradients = runBackward(raw, tape, dFeature);
  dFeature.release();
  return parameterNames(tape.layers).map((name) => raw.give(gradients.get(name) as RawTensor));
}

/**
 * Registers a ResNet's backbone, in training and in evaluation, as kernels of the TensorFlow backend, or of another that
 * has its ops.
 */
export function registerBackbone(backendName = 'tensorflow'): void {
  const register = (kernelName: string, kernelFunc: (call: KernelCall) => tf.TensorInfo[]) => {
    tf.registerKernel({
      ...{ kernelName, backendName },
      kernelFunc: (call) => kernelFunc(call),
    });
  };
  register(FORWARD, forward);
  register(EVALUATION, evaluate);
  register(BACKWARD, backward);
  register(IMAGE_BACKWARD, (call) => {
    const { raw } = open(call);
    return [raw.give(imageGradient(raw, tapeOf(call)))];
  });
  tf.registerGradient({
    kernelName: FORWARD,
    outputsToSave: [false, true],
    gradFunc: (dy, saved, attrs) => {
      const [dFeature] = dy as [tf.Tensor];
      const [tape] = saved as [tf.Tensor];
      const { layers } = attrs as unknown as Attributes;
      const gradients: tf.Tensor[] = tf.engine().runKernel(BACKWARD, { dFeature, tape });
      const named = parameterNames(layers).map((name, at) => [name, () => gradients[at]] as const);
      const images = () => tf.engine().runKernel<tf.Tensor[]>(IMAGE_BACKWARD, { tape })[0];
      // A thunk runs only where its input's gradient is wanted.
      return { ...Object.fromEntries(named), images } as Record<string, () => tf.Tensor>;
    },
  });
}
