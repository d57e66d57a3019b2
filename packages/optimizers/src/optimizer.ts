import * as tf from '@tensorflow/tfjs-core';

import { adam, adamw } from './adam.js';
import type { Gradients } from './gradients.js';
import { lars } from './lars.js';
import type { OptimizerRule, UpdateSettings } from './optimizer-rule.js';
import { sgd } from './sgd.js';
import { updateTogether } from './update-together.js';

const rules = { adam, adamw, sgd, lars } satisfies Record<string, OptimizerRule>;

/** The name of an optimizer. */
export type OptimizerName = keyof typeof rules;

/**
 * The names of the optimizers.
 * @example
 * ```ts
 * import { optimizerNames } from '@jssl/optimizers';
 *
 * console.log(optimizerNames.join(' ')); // adam adamw sgd lars
 * ```
 */
export const optimizerNames = Object.keys(rules) as readonly OptimizerName[];

/**
 * The names of the moments that an optimizer keeps of each parameter.
 * @example
 * ```ts
 * import { momentNames } from '@jssl/optimizers';
 *
 * console.log(momentNames('adam').join(' ')); // first second
 * ```
 */
export function momentNames(optimizer: OptimizerName): readonly string[] {
  return rules[optimizer].moments;
}

/** Options of {@link createOptimizer}. */
export interface OptimizerOptions {
  readonly optimizer: OptimizerName;
  /** λ, at least 0: L2, added to the gradient; decoupled from it with adamw. Default 0. */
  readonly weightDecay?: number;
  /** μ of sgd and lars, in [0, 1). Default 0.9. */
  readonly momentum?: number;
}

/** The state of an optimizer for a record of parameters. */
export interface Optimizer {
  readonly options: Required<OptimizerOptions>;
  /** Moments by `moment/parameter`, such as `first/conv1.weight`. */
  readonly moments: Readonly<Record<string, tf.Variable>>;
  /** The steps taken. */
  steps: number;
  /** Frees the moments. */
  dispose(): void;
}

/**
 * An optimizer with zero moments for each parameter. Dispose it when done.
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

/** Options of {@link applyOptimizer}. */
export interface OptimizerStep {
  readonly gradients: Gradients;
  readonly learningRate: number;
  readonly gradientScale?: tf.Scalar | undefined;
}

/**
 * One step: updates the parameters that have a gradient, and their moments. A parameter without a gradient
 * does not change, as in PyTorch.
 * @param step.gradients by the keys of `parameters`; not disposed.
 * @param step.gradientScale a factor of all gradients, such as {@link clipFactor}'s; not disposed. Default 1.
 * @throws Error when a gradient has no parameter, or a parameter belongs to another optimizer. Nothing
 * changes then.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { applyOptimizer, createOptimizer } from '@jssl/optimizers';
 *
 * const parameters = { weight: tf.variable(tf.scalar(1)) };
 * const sgd = createOptimizer(parameters, { optimizer: 'sgd', momentum: 0.5 });
 * const step = { gradients: { weight: tf.scalar(2) }, learningRate: 0.125 };
 * applyOptimizer(sgd, parameters, step); // 1 − 0.125 · 2
 * applyOptimizer(sgd, parameters, step); // 0.75 − 0.125 · (0.5 · 2 + 2)
 * console.log(parameters.weight.dataSync()[0], sgd.steps); // 0.375 2
 * ```
 */
export function applyOptimizer(
  optimizer: Optimizer,
  parameters: Readonly<Record<string, tf.Variable>>,
  { gradients, learningRate, gradientScale }: OptimizerStep,
): void {
  const { weightDecay, momentum, optimizer: name } = optimizer.options;
  const rule: OptimizerRule = rules[name];
  const changes = Object.entries(gradients).map(([key, gradient]) => {
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    const moments = rule.moments.map((moment) => optimizer.moments[`${moment}/${key}`]);
    if (!parameter || !isComplete(moments)) {
      throw new Error(
        `applyOptimizer: every gradient must belong to a parameter of the optimizer, got ${key}`,
      );
    }
    return { parameter, gradient, moments };
  });
  const step = optimizer.steps + 1;
  const settings: UpdateSettings = { learningRate, weightDecay, momentum, step };
  const variables = changes.map(({ parameter }) => parameter);
  const moments = rule.moments.flatMap((_, at) => changes.map(({ moments }) => moments[at]));
  const isDone = updateTogether({
    ...rule.together(settings),
    variables: [...variables, ...(moments as tf.Variable[])],
    gradients: changes.map(({ gradient }) => gradient),
    gradientScale,
  });
  for (const change of isDone ? [] : changes) {
    tf.tidy(() => {
      const gradient = gradientScale ? tf.mul(change.gradient, gradientScale) : change.gradient;
      const after = rule.update({ ...change, gradient }, settings);
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
