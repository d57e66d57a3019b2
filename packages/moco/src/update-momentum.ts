import * as tf from '@tensorflow/tfjs-core';

import { moveTogether } from './move-together.js';

/**
 * An optional kernel of a backend. Inputs are `value` and `target`, the attribute is `rate`; the output is
 * value − rate · (value − target), and reuses the memory of the value.
 */
const MOVE_TOWARDS = 'JsslMoveTowards';

/** Variables by name, such as the parameters of an encoder. */
export type VariableRecord = Readonly<Record<string, tf.Variable>>;

/**
 * The momentum update of the key encoder, θ_k ← m·θ_k + (1−m)·θ_q (arXiv 1911.05722, Eq. 2).
 *
 * Pass learned parameters only: in MoCo the key encoder has its own batch-norm statistics.
 *
 * @param keyVariables θ_k, changed in place.
 * @param queryVariables θ_q with the same names and shapes; not disposed.
 * @param momentum m, in [0, 1). 0 copies the query encoder. 1 is rejected, as in the paper, because the key
 * encoder would never change.
 * @throws RangeError when the records differ, naming the first difference, or `momentum` is out of
 * range. Nothing changes then.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { updateMomentum } from '@jssl/moco';
 *
 * const key = { weight: tf.variable(tf.scalar(0), false) };
 * const query = { weight: tf.variable(tf.scalar(8)) };
 * updateMomentum(key, query, 0.75);
 * console.log(key.weight.dataSync()[0]); // 2
 * ```
 */
export function updateMomentum(
  keyVariables: VariableRecord,
  queryVariables: VariableRecord,
  momentum: number,
): void {
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`updateMomentum: momentum must be in [0, 1), got ${momentum}`);
  }
  const fused = Boolean(tf.getKernel(MOVE_TOWARDS, tf.getBackend()));
  const pairs = matchVariables(keyVariables, queryVariables);
  if (moveTogether(pairs, 1 - momentum)) return;
  for (const [key, query] of pairs) {
    tf.tidy(() => {
      key.assign(fused ? moved(key, query, 1 - momentum) : mixed(key, query, momentum));
    });
  }
}

function moved(value: tf.Tensor, target: tf.Tensor, rate: number): tf.Tensor {
  const outputs: tf.Tensor[] = tf.engine().runKernel(MOVE_TOWARDS, { value, target }, { rate });
  return outputs[0] ?? value;
}

function mixed(key: tf.Tensor, query: tf.Tensor, momentum: number): tf.Tensor {
  return tf.add(tf.mul(key, momentum), tf.mul(query, 1 - momentum));
}

/** Pairs the variables of two records by name. */
function matchVariables(
  keyVariables: VariableRecord,
  queryVariables: VariableRecord,
): [key: tf.Variable, query: tf.Variable][] {
  const extra = Object.keys(queryVariables).find((name) => !Object.hasOwn(keyVariables, name));
  if (extra !== undefined) {
    throw new RangeError(
      `updateMomentum: keyVariables must have the names of queryVariables, got no ${extra}`,
    );
  }
  return Object.entries(keyVariables).map(([name, key]) => {
    const query = Object.hasOwn(queryVariables, name) ? queryVariables[name] : undefined;
    if (!query) {
      throw new RangeError(
        `updateMomentum: queryVariables must have the names of keyVariables, got no ${name}`,
      );
    }
    if (!tf.util.arraysEqual(key.shape, query.shape)) {
      throw new RangeError(
        `updateMomentum: ${name} must have one shape in both records, got [${key.shape.join(', ')}] in keyVariables and [${query.shape.join(', ')}] in queryVariables`,
      );
    }
    return [key, query];
  });
}
