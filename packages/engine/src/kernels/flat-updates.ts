import { updateOps, type UpdateRule } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs-core';

import { concatenate, FlatTensors } from './flat-tensors.js';
import { rawArithmetic } from './raw-arithmetic.js';
import { RawTensorFlow, type RawTensor } from './raw-tensorflow.js';
import { descendVariable } from './resource-variable.js';
import type { TensorFlowBackend } from './tensorflow-backend.js';
import type { UpdateCall } from './update-together.js';

/** What a rule changes: the values, and its moments. */
interface Flat {
  readonly values: FlatTensors;
  readonly moments: readonly FlatTensors[];
}

type FlatRule = (
  raw: RawTensorFlow,
  flat: Flat,
  source: RawTensor,
  numbers: readonly number[],
) => void;

/** Each takes `source` over. LARS is missing, which needs the norm of each tensor. */
const flatRules: Readonly<Partial<Record<UpdateRule, FlatRule>>> = {
  adam: (raw, { values, moments }, source, numbers) => {
    const [rate = NaN, decay = NaN, keep = NaN, epsilon = NaN, beta1 = NaN, beta2 = NaN] = numbers;
    const gradient = withDecay(raw, values, source, decay);
    if (keep !== 1) values.assign(times(raw, values.read(), keep));
    const [first, second] = moments;
    if (!first || !second) throw new Error('Adam has two moments');
    const changing = [rate, epsilon].map((value) => raw.newScalar(value));
    const [rateScalar = NaN, epsilonScalar = NaN] = changing;
    // The corrections of the bias are in rate and epsilon; powers of β of 0 turn TensorFlow's own off.
    const scalars = [
      ...[raw.scalar(0), raw.scalar(0), rateScalar],
      ...[raw.scalar(beta1), raw.scalar(beta2), epsilonScalar],
    ];
    const attributes = raw.attributes('adam', (of) => [
      of.type('T', 'float32'),
      of.boolean('use_locking', false),
      of.boolean('use_nesterov', false),
    ]);
    const handles = [values.variable, first.variable, second.variable];
    raw.execute('ResourceApplyAdam', attributes, [...handles, ...scalars, gradient], 0);
    gradient.release();
    for (const scalar of changing) raw.free(scalar);
  },

  sgd: (raw, { values, moments: [moment] }, source, [rate = NaN, decay = NaN, momentum = NaN]) => {
    if (!moment) throw new Error('SGD has a moment');
    const gradient = withDecay(raw, values, source, decay);
    const velocity = rawArithmetic(raw).op('AddV2', times(raw, moment.read(), momentum), gradient);
    gradient.release();
    descend(raw, values, rate, velocity);
    moment.assign(velocity);
  },

  towards: (raw, { values }, source, [rate = NaN]) => {
    const difference = rawArithmetic(raw).op('Sub', values.read(), source);
    source.release();
    descend(raw, values, rate, difference);
    difference.release();
  },
};

/** x · factor; takes x over. */
function times(raw: RawTensorFlow, x: RawTensor, factor: number): RawTensor {
  const scalar = raw.newScalar(factor);
  const product = rawArithmetic(raw).op('Mul', x, scalar);
  raw.free(scalar);
  return product;
}

/** source + decay · values; takes the source over. */
function withDecay(
  raw: RawTensorFlow,
  values: FlatTensors,
  source: RawTensor,
  decay: number,
): RawTensor {
  if (decay === 0) return source;
  const decayed = times(raw, values.read(), decay);
  const sum = rawArithmetic(raw).op('AddV2', source, decayed);
  decayed.release();
  return sum;
}

/** values − rate · direction, in place; borrows the direction. */
function descend(
  raw: RawTensorFlow,
  values: FlatTensors,
  rate: number,
  direction: RawTensor,
): void {
  const scalar = raw.newScalar(rate);
  descendVariable(raw, values.variable, scalar, direction);
  raw.free(scalar);
}

const stores = new WeakMap<TensorFlowBackend, FlatTensors[]>();

/** The values of these tensors in one variable, made at the first call and after something else changed one. */
function flatOf(backend: TensorFlowBackend, tensors: readonly tf.TensorInfo[]): FlatTensors {
  let kept = stores.get(backend);
  if (!kept) stores.set(backend, (kept = []));
  const known = kept.find((one) => one.holds(tensors));
  if (known) return known;
  // Made first: it reads what is still to be cut out of the others.
  const flat = new FlatTensors(backend, tensors);
  const stale = kept.filter((one) => one.isStale);
  for (const one of stale) one.dispose();
  stores.set(backend, [...kept.filter((one) => !stale.includes(one)), flat]);
  return flat;
}

/** The sources one after another: those of another update are there already. */
function flatSources(
  raw: RawTensorFlow,
  backend: TensorFlowBackend,
  { sources, scale }: UpdateCall['inputs'],
): RawTensor {
  const kept = stores.get(backend)?.find((one) => one.holds(sources));
  const flat = kept?.read() ?? concatenate(raw, sources, backend.getInputTensorIds([...sources]));
  return scale ? rawArithmetic(raw).op('Mul', flat, raw.idOf(scale)) : flat;
}

/**
 * Changes all tensors in a few calls with TensorFlow's own ops, which GPUs have: parameters and moments stay on the
 * device one after another in resource variables. The tensors of the values get new handles; the moments are cut out
 * only when they are read.
 * @returns as `updateTogether` does; undefined also by LARS.
 */
export function updateFlat({
  inputs,
  attrs: { rule, numbers },
  backend: given,
}: UpdateCall): readonly (tf.Tensor | undefined)[] | undefined {
  const backend = given as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  const { tensors, sources } = inputs;
  const apply = flatRules[rule];
  if (!apply) return undefined;
  if (sources.length === 0) return [];
  const data = new Set([...tensors, ...sources].map(({ dataId }) => dataId));
  if (data.size < tensors.length + sources.length) return undefined;
  const count = sources.length;
  if (tensors.length !== count * (1 + updateOps.update[rule].moments)) {
    throw new Error('updateFlat: sources must be one for each value');
  }
  tensors.forEach(({ shape }, at) => {
    if (tf.util.arraysEqual(shape, sources[at % count]?.shape ?? [])) return;
    throw new Error('updateFlat: a value and its source must have one shape');
  });
  const lent = tensors.map(({ dataId }) => backend.refCount(dataId) === 1);
  // A moment that something shares is never one of an optimizer's.
  if (lent.slice(count).includes(false)) return undefined;
  const groups = Array.from({ length: tensors.length / count }, (_, group) =>
    flatOf(backend, tensors.slice(group * count, (group + 1) * count)),
  );
  const [values, ...moments] = groups;
  if (!values) throw new Error('updateFlat: no values');
  apply(raw, { values, moments }, flatSources(raw, backend, inputs), numbers);
  for (const moment of moments) moment.giveWhenRead();
  const results = values.giveAll(lent.slice(0, count));
  return [
    ...results.map((result) => result && raw.give(result)),
    ...new Array<undefined>(tensors.length - count).fill(undefined),
  ];
}

/** Registers {@link updateFlat} under the name that `@jssl/optimizers`, `@jssl/moco` and `@jssl/resnet` ask for. */
export function registerFlatUpdates(): void {
  tf.registerKernel({
    kernelName: 'JsslUpdateTogether',
    backendName: 'tensorflow',
    kernelFunc: updateFlat as unknown as tf.KernelFunc,
  });
}
