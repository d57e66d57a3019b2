import * as tf from '@tensorflow/tfjs-core';

import { adam, adamw } from './adam.js';
import { lars } from './lars.js';
import type { OptimizerRule, UpdateSettings } from './optimizer-rule.js';
import { sgd } from './sgd.js';

const rules = { adam, adamw, sgd, lars } satisfies Record<string, OptimizerRule>;

export type OptimizerName = keyof typeof rules;

/**
 * The optimizers of `--optimizer`.
 * @example
 * ```ts
 * import { optimizerNames } from '@jssl/optimizers';
 *
 * console.log(optimizerNames.join(' ')); // adam adamw sgd lars
 * ```
 */
export const optimizerNames = Object.keys(rules) as readonly OptimizerName[];

export interface OptimizerOptions {
  readonly optimizer: OptimizerName;
  /** λ, at least 0: L2, added to the gradient; decoupled from it with adamw. Default 0. */
  readonly weightDecay?: number;
  /** μ of sgd and lars, in [0, 1). Default 0.9. */
  readonly momentum?: number;
}

/** The state of an optimizer over a record of parameters. */
export interface Optimizer {
  readonly options: Required<OptimizerOptions>;
  /** What it remembers by `moment/parameter`, such as `first/conv1.weight`. */
  readonly moments: Readonly<Record<string, tf.Variable>>;
  /** The steps taken. */
  steps: number;
  /** Frees the moments. */
  dispose(): void;
}

/**
 * An optimizer with moments of zero for each parameter; the caller disposes it.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { createOptimizer } from '@jssl/optimizers';
 *
 * const parameters = { weight: tf.variable(tf.zeros([3, 3])) };
 * const adam = createOptimizer(parameters, { optimizer: 'adam', weightDecay: 1e-6 });
 * console.log(Object.keys(adam.moments), adam.steps); // [ 'first/weight', 'second/weight' ] 0
 * ```
 */
export function createOptimizer(
  parameters: Readonly<Record<string, tf.Variable>>,
  options: OptimizerOptions,
): Optimizer {
  const moments = Object.fromEntries(
    rules[options.optimizer].moments.flatMap((moment) =>
      Object.entries(parameters).map(([name, parameter]) => [
        `${moment}/${name}`,
        tf.tidy(() => tf.variable(tf.zerosLike(parameter), false)),
      ]),
    ),
  ) as Optimizer['moments'];
  return {
    options: { weightDecay: 0, momentum: 0.9, ...options },
    moments,
    steps: 0,
    dispose: () => {
      tf.dispose(Object.values(moments));
    },
  };
}

/**
 * One step: changes the parameters that have a gradient, and what is remembered of them. A parameter
 * that the loss does not reach has none and stays as it is, as in PyTorch.
 * @param gradients by the parameters' keys in `parameters`; borrowed.
 * @throws Error when a gradient is for no parameter, or a parameter is not of this optimizer. Nothing has
 * changed then.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { applyOptimizer, createOptimizer } from '@jssl/optimizers';
 *
 * const parameters = { weight: tf.variable(tf.scalar(1)) };
 * const sgd = createOptimizer(parameters, { optimizer: 'sgd', momentum: 0.5 });
 * applyOptimizer(sgd, parameters, { weight: tf.scalar(2) }, 0.125); // 1 − 0.125 · 2
 * applyOptimizer(sgd, parameters, { weight: tf.scalar(2) }, 0.125); // 0.75 − 0.125 · (0.5 · 2 + 2)
 * console.log(parameters.weight.dataSync()[0], sgd.steps); // 0.375 2
 * ```
 */
export function applyOptimizer(
  optimizer: Optimizer,
  parameters: Readonly<Record<string, tf.Variable>>,
  gradients: Readonly<Record<string, tf.Tensor>>,
  learningRate: number,
): void {
  const { weightDecay, momentum, optimizer: name } = optimizer.options;
  const rule: OptimizerRule = rules[name];
  const changes = Object.entries(gradients).map(([key, gradient]) => {
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    const moments = rule.moments.map((moment) => optimizer.moments[`${moment}/${key}`]);
    if (!parameter || !isComplete(moments)) {
      throw new Error(`applyOptimizer: every gradient must be of a parameter of it, got ${key}`);
    }
    return { parameter, gradient, moments };
  });
  const step = optimizer.steps + 1;
  const settings: UpdateSettings = { learningRate, weightDecay, momentum, step };
  for (const change of changes) {
    tf.tidy(() => {
      const after = rule.update(change, settings);
      [change.parameter, ...change.moments].forEach((variable, at) => {
        variable.assign(after[at] as tf.Tensor);
      });
    });
  }
  optimizer.steps = step;
}

function isComplete(moments: (tf.Variable | undefined)[]): moments is tf.Variable[] {
  return !moments.includes(undefined);
}
