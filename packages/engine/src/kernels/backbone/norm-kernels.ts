import { batchNormOps } from '@jssl/kernels';

import { usesKernels } from '../convolution-algorithm.js';
import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import type { NormParameters, NormSettings, RunningStatistics } from './batch-norm.js';

/** Maps, and those that are added to their batch norm before the ReLU. Borrowed. */
interface NormInput {
  readonly x: RawTensor;
  readonly residual: RawTensor | undefined;
}

/** Whether batch norm of maps is computed by the kernels of `@jssl/kernels`. */
export function normalizesByKernels(x: RawTensor): boolean {
  return usesKernels() && x.shape.every((length) => length > 0);
}

function attributes(
  raw: RawTensorFlow,
  { type }: RawTensor,
  { relu, epsilon, splits = 1 }: Omit<NormSettings, 'splits'> & Partial<NormSettings>,
  residual = false,
) {
  return raw.attributes(`norm ${type} ${relu} ${epsilon} ${splits} ${residual}`, (of) => [
    of.type('T', type),
    of.float('epsilon', epsilon),
    of.boolean('relu', relu),
    of.integer('groups', splits),
    of.boolean('want_residual', residual),
  ]);
}

const orEmpty = (raw: RawTensorFlow, like: RawTensor, maps: RawTensor | undefined) =>
  maps ?? raw.emptyOf(like.type);

/** What {@link trainNorm} gives. */
export interface TrainedNorm {
  readonly y: RawTensor;
  /** Mean and unbiased variance [C], averaged over the groups. */
  readonly mean: RawTensor;
  readonly variance: RawTensor;
  /** Of each group, for the gradient. */
  readonly statistics: RawTensor;
}

/** relu(norm(x) + residual) with the statistics of the batch. Borrows its inputs. */
export function trainNorm(
  raw: RawTensorFlow,
  { x, residual }: NormInput,
  { scale, offset }: NormParameters,
  settings: NormSettings,
): TrainedNorm {
  const { name, outputs } = batchNormOps.training;
  const inputs = [x, orEmpty(raw, x, residual), scale, offset];
  const [y, mean, variance, statistics] = raw
    .execute(name, attributes(raw, x, settings), inputs, outputs.length)
    .map((output) => raw.hold(output)) as [RawTensor, RawTensor, RawTensor, RawTensor];
  return { y, mean, variance, statistics };
}

/** relu(norm(x)) as {@link trainNorm} gave it, to the bit, from its statistics. Borrows its inputs. */
export function repeatNorm(
  raw: RawTensorFlow,
  x: RawTensor,
  { scale, offset, statistics }: NormParameters & Pick<TrainedNorm, 'statistics'>,
  settings: Pick<NormSettings, 'relu' | 'epsilon'>,
): RawTensor {
  const splits = statistics.shape[0] ?? 1;
  const inputs = [x, scale, offset, statistics];
  return raw.run(batchNormOps.repeat.name, attributes(raw, x, { ...settings, splits }), inputs);
}

/** relu(norm(x) + residual) with running statistics. Borrows its inputs. */
export function evaluateNorm(
  raw: RawTensorFlow,
  { x, residual }: NormInput,
  { scale, offset, mean, variance }: NormParameters & RunningStatistics,
  settings: Pick<NormSettings, 'relu' | 'epsilon'>,
): RawTensor {
  const inputs = [x, orEmpty(raw, x, residual), scale, offset, mean, variance];
  return raw.run(batchNormOps.evaluation.name, attributes(raw, x, settings), inputs);
}

/** What {@link normGradient} takes. */
interface GradientInput {
  readonly x: RawTensor;
  /** The output, where there is a ReLU. */
  readonly y: RawTensor | undefined;
  readonly scale: RawTensor;
  readonly statistics: RawTensor;
  /** Whether the gradient for a residual is wanted. */
  readonly residual: boolean;
  readonly epsilon: number;
}

/** The gradients of {@link trainNorm} for the sum of one or two gradients `dy`. Borrows its inputs. */
export function normGradient(
  raw: RawTensorFlow,
  [dy, dOther]: readonly [RawTensor, RawTensor | undefined],
  { x, y, scale, statistics, residual, epsilon }: GradientInput,
) {
  const splits = statistics.shape[0] ?? 1;
  const settings = { relu: y !== undefined, epsilon, splits };
  const { name, outputs } = batchNormOps.gradient;
  const inputs = [dy, orEmpty(raw, x, dOther), x, orEmpty(raw, x, y), scale, statistics];
  const [dx, dScale, dOffset, dResidual] = raw
    .execute(name, attributes(raw, x, settings, residual), inputs, outputs.length)
    .map((output) => raw.hold(output)) as [RawTensor, RawTensor, RawTensor, RawTensor];
  if (residual) return { dx, dScale, dOffset, dResidual };
  dResidual.release();
  return { dx, dScale, dOffset };
}
