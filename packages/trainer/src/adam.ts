import * as tf from '@tensorflow/tfjs-core';

export interface AdamOptions {
  readonly learningRate: number;
  /** L2 weight decay, added to the gradient before the moments (not AdamW's). Default 0. */
  readonly weightDecay?: number;
  /** Decay of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the bias-corrected second moment, as in PyTorch. Default 1e-8. */
  readonly epsilon?: number;
}

/** The state of Adam over a record of parameters: both moments by name, and the steps taken. */
export interface AdamState {
  readonly options: Required<AdamOptions>;
  readonly first: Readonly<Record<string, tf.Variable>>;
  readonly second: Readonly<Record<string, tf.Variable>>;
  steps: number;
}

/** Moments of zero for each parameter (arXiv 1412.6980, Algorithm 1). */
export function createAdam(
  parameters: Readonly<Record<string, tf.Variable>>,
  options: AdamOptions,
): AdamState {
  const zeros = () =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, parameter]) => [
        name,
        tf.tidy(() => tf.variable(tf.zerosLike(parameter), false)),
      ]),
    );
  return {
    options: { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options },
    first: zeros(),
    second: zeros(),
    steps: 0,
  };
}

/**
 * One step of Adam with L2 weight decay (arXiv 1412.6980, Algorithm 1), as PyTorch's `Adam`:
 * g = gradient + weightDecay θ; m ← β₁ m + (1−β₁) g; v ← β₂ v + (1−β₂) g²;
 * θ ← θ − lr · (m / (1−β₁ᵗ)) / (√(v / (1−β₂ᵗ)) + ε).
 * @param gradients one per parameter, by the parameter's key in `parameters`; borrowed.
 * @throws Error when a parameter has no gradient or the records differ.
 */
export function applyAdam(
  state: AdamState,
  parameters: Readonly<Record<string, tf.Variable>>,
  gradients: Readonly<Record<string, tf.Tensor>>,
): void {
  const { learningRate, weightDecay, beta1, beta2, epsilon } = state.options;
  const steps = state.steps + 1;
  const rootCorrection = Math.sqrt(1 - beta2 ** steps);
  // θ − lr·m̂/(√v̂+ε), multiplied through by √(1−β₂ᵗ) so that the corrections cost no kernel.
  const rate = (learningRate * rootCorrection) / (1 - beta1 ** steps);
  for (const [name, parameter] of Object.entries(parameters)) {
    const [first, second, gradient] = [state.first[name], state.second[name], gradients[name]];
    if (!first || !second || !gradient) {
      throw new Error(`applyAdam: every parameter needs moments and a gradient, ${name} has none`);
    }
    tf.tidy(() => {
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
      first.assign(tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1)));
      second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2)));
      const step = tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), epsilon * rootCorrection));
      parameter.assign(tf.sub(parameter, step));
    });
  }
  state.steps = steps;
}

/** Frees both moments. */
export function disposeAdam(state: AdamState): void {
  tf.dispose([Object.values(state.first), Object.values(state.second)]);
}
