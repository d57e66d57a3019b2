import { type UpdateRule, updateOps } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs-core';

import { convolutionAlgorithm, DIRECT } from './convolution-algorithm.js';
import { RawTensorFlow } from './raw-tensorflow.js';
import type { TensorFlowBackend } from './tensorflow-backend.js';

/** What the packages with variables ask for; all tensors are float32. */
export interface UpdateCall {
  readonly inputs: {
    /** S values, then S of each moment of the rule. */
    readonly tensors: readonly tf.TensorInfo[];
    /** The gradient of each value, or what it moves towards [S]. */
    readonly sources: readonly tf.TensorInfo[];
    /** A factor of the sources, a scalar; 1 if there is none. */
    readonly scale?: tf.TensorInfo | undefined;
  };
  readonly attrs: { readonly rule: UpdateRule; readonly numbers: readonly number[] };
  readonly backend: unknown;
}

/**
 * Changes all tensors by an op of `@jssl/kernels`, in one call for all.
 *
 * A tensor that nothing shares is changed in place: TensorFlow counts who holds its memory, and so that the count
 * can be one, the op takes over the tensors and their handles are deleted before it runs. Any other is copied.
 * @returns for each tensor undefined if it was changed, or a new one to be put in its place. Undefined, with nothing
 * changed, if a tensor is given twice, which has to be updated twice; and by LARS with `direct` convolutions, since its
 * norms are rounded differently from TensorFlow's.
 */
export function updateTogether({
  inputs: { tensors, sources, scale },
  attrs: { rule, numbers },
  backend: given,
}: UpdateCall): readonly (tf.Tensor | undefined)[] | undefined {
  const backend = given as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  if (rule === 'lars' && convolutionAlgorithm() === DIRECT) return undefined;
  if (sources.length === 0) return [];
  const data = new Set([...tensors, ...sources].map(({ dataId }) => dataId));
  if (data.size < tensors.length + sources.length) return undefined;
  const count = (name: string, value: number) =>
    raw.attributes(`${name}${value}`, (of) => [of.integer(name, value)]);
  const outputs = count('N', tensors.length);
  const ids = backend.getInputTensorIds([...tensors]);
  const lent = tensors.map(({ dataId }) => backend.refCount(dataId) === 1);
  const [taken] = raw.execute(updateOps.take.name, outputs, ids);
  if (!taken) throw new Error('no tensors were taken');
  ids.forEach((id, at) => {
    if (lent[at]) raw.free(id);
  });
  const newNumbers = raw.newFloats(numbers);
  let results: ReturnType<RawTensorFlow['execute']> = [];
  try {
    results = raw.execute(
      updateOps.update[rule].name,
      [...outputs, ...count('S', sources.length)],
      [
        ...[taken.id, newNumbers, scale ? raw.idOf(scale) : raw.scalar(1)],
        ...backend.getInputTensorIds([...sources]),
      ],
      tensors.length,
    );
  } catch (error) {
    results = raw.execute(updateOps.give.name, outputs, [taken.id], tensors.length);
    results.forEach(({ id }, at) => {
      if (!lent[at]) raw.free(id);
    });
    throw error;
  } finally {
    raw.free(taken.id);
    raw.free(newNumbers);
    results.forEach(({ id }, at) => {
      const tensor = tensors[at];
      if (tensor && lent[at]) backend.tensorMap.get(tensor.dataId).id = id;
    });
  }
  return results.map((result, at) => (lent[at] ? undefined : backend.createOutputTensor(result)));
}

/** The Euclidean norm of all tensors together, a scalar; all are float32, and there is at least one. */
export function normTogether({
  inputs: { tensors },
  backend: given,
}: {
  readonly inputs: { readonly tensors: readonly tf.TensorInfo[] };
  readonly backend: unknown;
}): tf.Tensor {
  const backend = given as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  const attributes = raw.attributes(`N${tensors.length}`, (of) => [
    of.integer('N', tensors.length),
  ]);
  return raw.give(
    raw.run(updateOps.norm.name, attributes, backend.getInputTensorIds([...tensors])),
  );
}

/**
 * Registers updates of many variables in one call, under the name that `@jssl/optimizers`, `@jssl/moco` and
 * `@jssl/resnet` ask for. Only where the kernels of `@jssl/kernels` are loaded.
 */
export function registerUpdates(): void {
  tf.registerKernel({
    kernelName: 'JsslUpdateTogether',
    backendName: 'tensorflow',
    kernelFunc: updateTogether as unknown as tf.KernelFunc,
  });
}
