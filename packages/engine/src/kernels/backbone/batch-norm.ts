import type { ElementType, RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import type { OpAttribute } from '../tensorflow-backend.js';
import { add, castTo, relu, reluGradient } from './elementwise.js';
import { concatRows, splitRows } from './rows.js';

/** Batch norm's weight and bias [C], float32. */
export interface NormParameters {
  readonly scale: RawTensor;
  readonly offset: RawTensor;
}

/** Running mean and variance [C], float32. */
export interface RunningStatistics {
  readonly mean: RawTensor;
  readonly variance: RawTensor;
}

/** How a batch norm is done: a ReLU behind it, groups along the batch, what is added to the variance. */
export interface NormSettings {
  readonly relu: boolean;
  readonly splits: number;
  readonly epsilon: number;
}

/** Mean and biased variance [C] of a group, and what a GPU's gradient takes besides. */
type Reserves = readonly [mean: RawTensor, variance: RawTensor, rest: RawTensor];

/** A batch norm's output and statistics. */
export interface NormalizedMaps {
  readonly y: RawTensor;
  /** Mean and unbiased variance [C] of the batch; averages over the groups. Float32. */
  readonly mean: RawTensor;
  readonly variance: RawTensor;
  /** Of each group, for the gradient. */
  readonly reserves: readonly Reserves[];
}

function attributes(
  raw: RawTensorFlow,
  type: ElementType,
  epsilon: number,
  training = true,
): readonly OpAttribute[] {
  return raw.attributes(`batch norm ${type} ${epsilon} ${training}`, (of) => [
    of.type('T', type),
    of.type('U', 'float32'),
    of.float('epsilon', epsilon),
    of.string('data_format', 'NHWC'),
    of.boolean('is_training', training),
  ]);
}

const NORM = 'FusedBatchNormV3';
/** oneDNN's batch norm with a ReLU in the same pass. */
const NORM_RELU = '_MklNativeFusedBatchNormEx';

function forwardAttributes(
  raw: RawTensorFlow,
  op: string,
  type: ElementType,
  epsilon: number,
  training = true,
) {
  return raw.attributes(`${op} ${type} ${epsilon} ${training}`, (of) => [
    ...attributes(raw, type, epsilon, training),
    of.float('exponential_avg_factor', 1),
    ...(op === NORM_RELU
      ? [
          of.string('activation_mode', 'Relu'),
          of.integer('num_side_inputs', 0),
          of.string('_kernel', 'MklNameChangeOp'),
        ]
      : []),
  ]);
}

const normReluWorks = new Map<ElementType, WeakMap<RawTensorFlow, boolean>>([
  ['float32', new WeakMap()],
  ['bfloat16', new WeakMap()],
]);

/**
 * Whether this TensorFlow has {@link NORM_RELU} in a type: tried once, since it comes with oneDNN only. For GPUs there
 * is `_FusedBatchNormEx`, but in training it takes float16 alone, which is not offered here.
 */
function hasNormRelu(raw: RawTensorFlow, type: ElementType): boolean {
  const known = normReluWorks.get(type);
  let works = known?.get(raw);
  if (works === undefined) {
    works = !raw.onGpu && tryNormRelu(raw, type);
    known?.set(raw, works);
  }
  return works;
}

/**
 * Whether this machine computes batch norm in bfloat16. oneDNN, where TensorFlow has it, does so with
 * AVX-512, AMX or Arm's BF16 only, and so tells what processor this is.
 */
export function computesBfloat16(raw: RawTensorFlow): boolean {
  if (raw.isFloat32Only) return false;
  return raw.onGpu || !hasNormRelu(raw, 'float32') || hasNormRelu(raw, 'bfloat16');
}

function tryNormRelu(raw: RawTensorFlow, type: ElementType): boolean {
  const x = castTo(raw, raw.zeros([1, 1, 1, 1]), type);
  const one = raw.zeros([1]);
  try {
    const inputs = [x, one, one, raw.empty, raw.empty];
    const outputs = raw
      .execute(NORM_RELU, forwardAttributes(raw, NORM_RELU, type, 1e-5), inputs, 6)
      .map((output) => raw.hold(output));
    for (const output of outputs) output.release();
    // Without its kernel TensorFlow may answer with empty tensors in place of an error.
    return outputs[0]?.shape.length === 4;
  } catch {
    return false;
  } finally {
    x.release();
    one.release();
  }
}

/** Batch norm with the statistics of the batch (arXiv 1502.03167). Borrows its inputs. */
export function batchNorm(
  raw: RawTensorFlow,
  x: RawTensor,
  { scale, offset }: NormParameters,
  settings: NormSettings,
): NormalizedMaps {
  const op = settings.relu && hasNormRelu(raw, x.type) ? NORM_RELU : NORM;
  const groups = splitRows(raw, x, settings.splits).map((group) => {
    const outputs = raw.execute(
      op,
      forwardAttributes(raw, op, x.type, settings.epsilon),
      [group, scale, offset, raw.empty, raw.empty],
      6,
    );
    group.release();
    return outputs.map((output) => raw.hold(output)) as [
      y: RawTensor,
      mean: RawTensor,
      variance: RawTensor,
      ...Reserves,
    ];
  });
  const y = concatRows(
    raw,
    groups.map(([normalized]) => normalized),
  );
  return {
    y: settings.relu && op === NORM ? relu(raw, y) : y,
    mean: average(
      raw,
      groups.map(([, mean]) => mean),
    ),
    variance: average(
      raw,
      groups.map(([, , variance]) => variance),
    ),
    reserves: groups.map(([, , , mean, variance, rest]) => [mean, variance, trim(raw, rest)]),
  };
}

/** Batch norm with running statistics, in evaluation, and a ReLU where asked. Borrows its inputs. */
export function batchNormEvaluation(
  raw: RawTensorFlow,
  x: RawTensor,
  { scale, offset, mean, variance }: NormParameters & RunningStatistics,
  settings: Pick<NormSettings, 'relu' | 'epsilon'>,
): RawTensor {
  const op = settings.relu && hasNormRelu(raw, x.type) ? NORM_RELU : NORM;
  const attributes = forwardAttributes(raw, op, x.type, settings.epsilon, false);
  const inputs = [x, scale, offset, mean, variance];
  const [y, ...unused] = raw.execute(op, attributes, inputs, 6).map((output) => raw.hold(output));
  for (const one of unused) one.release();
  if (!y) throw new Error('batchNormEvaluation: the op gave no output');
  return settings.relu && op === NORM ? relu(raw, y) : y;
}

/** On the CPU the gradient reads nothing of the last reserve, which may be as large as the maps. */
function trim(raw: RawTensorFlow, rest: RawTensor): RawTensor {
  if (raw.onGpu) return rest;
  rest.release();
  return raw.zeros([0]);
}

/** What {@link batchNormGradient} gives: the gradients for input, scale and offset. */
export interface NormGradients {
  readonly dx: RawTensor;
  readonly dScale: RawTensor;
  readonly dOffset: RawTensor;
}

/**
 * The gradients of {@link batchNorm}. Takes dy and the reserves over, borrows the others.
 * @param y the output, where there is a ReLU.
 */
export function batchNormGradient(
  raw: RawTensorFlow,
  dy: RawTensor,
  { x, y, scale }: { readonly x: RawTensor; readonly y: RawTensor | undefined; scale: RawTensor },
  reserves: readonly Reserves[],
  epsilon: number,
): NormGradients {
  const dNormalized = y ? reluGradient(raw, dy, y) : dy;
  const inputs = splitRows(raw, x, reserves.length);
  const outputs = splitRows(raw, dNormalized, reserves.length);
  dNormalized.release();
  const groups = reserves.map((reserve, at) => {
    const [group, dGroup] = [inputs[at], outputs[at]];
    if (!group || !dGroup) throw new Error('batchNormGradient: a group has no rows');
    const gradients = raw.execute(
      'FusedBatchNormGradV3',
      attributes(raw, x.type, epsilon),
      [dGroup, group, scale, ...reserve],
      5,
    );
    for (const used of [group, dGroup, ...reserve]) used.release();
    const [dx, dScale, dOffset, ...unused] = gradients.map((gradient) => raw.hold(gradient)) as [
      RawTensor,
      RawTensor,
      RawTensor,
      ...RawTensor[],
    ];
    for (const one of unused) one.release();
    return { dx, dScale, dOffset };
  });
  const sum = (gradients: RawTensor[]) => gradients.reduce((a, b) => add(raw, a, b));
  return {
    dx: concatRows(
      raw,
      groups.map(({ dx }) => dx),
    ),
    dScale: sum(groups.map(({ dScale }) => dScale)),
    dOffset: sum(groups.map(({ dOffset }) => dOffset)),
  };
}

/** The mean of tensors of one shape; takes them over. */
function average(raw: RawTensorFlow, tensors: readonly RawTensor[]): RawTensor {
  const total = tensors.reduce((a, b) => add(raw, a, b));
  if (tensors.length === 1) return total;
  const mean = raw.run('Mul', raw.elementType('float32'), [total, raw.scalar(1 / tensors.length)]);
  total.release();
  return mean;
}
