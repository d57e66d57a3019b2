import { networkOps } from '@jssl/kernels';

import type { RawTensor, RawTensorFlow } from './raw-tensorflow.js';

/** Layers as `networkOps` take them. */
export interface Network {
  /** Their attribute `layers`. */
  readonly text: string;
  /** The number of batch norms. */
  readonly norms: number;
}

/** What all batch norms of a network share. */
export interface NetworkNorms {
  /** The equal parts of the batch with statistics of their own. */
  readonly splits: number;
  /** Added to the variance. */
  readonly epsilon: number;
}

type Input = RawTensor | number;

/**
 * Runs layers in one call. Borrows its inputs.
 * @param isRecorded whether their gradient may be asked for.
 * @returns `recorded` is what the gradient takes besides; `statistics` are mean and unbiased variance of each batch norm.
 */
export function runNetwork(
  raw: RawTensorFlow,
  { text, norms }: Network,
  { x, parameters }: { readonly x: Input; readonly parameters: readonly Input[] },
  { splits, epsilon, isRecorded }: NetworkNorms & { readonly isRecorded: boolean },
): {
  readonly y: RawTensor;
  readonly recorded: RawTensor;
  readonly statistics: readonly RawTensor[];
} {
  const key = `network ${text}:${splits} ${epsilon} ${isRecorded}`;
  const attributes = raw.attributes(key, (of) => [
    ...[of.string('layers', text), of.integer('groups', splits), of.float('epsilon', epsilon)],
    ...[of.integer('P', parameters.length), of.integer('S', 2 * norms)],
    of.boolean('record', isRecorded),
  ]);
  const [y, recorded, ...statistics] = raw
    .execute(networkOps.forward.name, attributes, [x, ...parameters], 2 + 2 * norms)
    .map((output) => raw.hold(output)) as [RawTensor, RawTensor, ...RawTensor[]];
  return { y, recorded, statistics };
}

/** The gradients of a recorded {@link runNetwork}. Borrows its inputs. */
export function networkGradients(
  raw: RawTensorFlow,
  { text }: Network,
  inputs: {
    readonly dy: Input;
    readonly x: Input;
    readonly y: Input;
    readonly recorded: Input;
    readonly parameters: readonly Input[];
  },
  { splits, epsilon }: NetworkNorms,
): { readonly dx: RawTensor; readonly gradients: readonly RawTensor[] } {
  const { dy, x, y, recorded, parameters } = inputs;
  const attributes = raw.attributes(`network gradient ${text}:${splits} ${epsilon}`, (of) => [
    ...[of.string('layers', text), of.integer('groups', splits), of.float('epsilon', epsilon)],
    of.integer('P', parameters.length),
  ]);
  const values = [dy, x, y, recorded, ...parameters];
  const [dx, ...gradients] = raw
    .execute(networkOps.gradient.name, attributes, values, 1 + parameters.length)
    .map((output) => raw.hold(output)) as [RawTensor, ...RawTensor[]];
  return { dx, gradients };
}
