import * as tf from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may offer: inputs `parameter`, `first`, `second` and `gradient`, attributes
 * as {@link StepSettings}; outputs the first three after the step, which take their memory over.
 */
const ADAM = 'JsslAdam';

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
  const settings = { ...state.options, step: state.steps + 1 };
  const fused = Boolean(tf.getKernel(ADAM, tf.getBackend()));
  const changes = Object.entries(parameters).map(([name, parameter]) => {
    const [first, second, gradient] = [state.first[name], state.second[name], gradients[name]];
    if (!first || !second || !gradient) {
      throw new Error(`applyAdam: every parameter needs moments and a gradient, ${name} has none`);
    }
    return { parameter, first, second, gradient };
  });
  for (const { gradient, ...variables } of changes) {
    tf.tidy(() => {
      const values = { ...variables, gradient };
      const after = fused ? fusedStep(values, settings) : composedStep(values, settings);
      variables.parameter.assign(after.parameter);
      variables.first.assign(after.first);
      variables.second.assign(after.second);
    });
  }
  state.steps = settings.step;
}

/** A parameter and its moments. */
interface StepValues {
  readonly parameter: tf.Tensor;
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

/** The options, and which step it is, from 1. */
type StepSettings = Required<AdamOptions> & { readonly step: number };

function fusedStep(
  { parameter, first, second, gradient }: StepValues & { readonly gradient: tf.Tensor },
  settings: StepSettings,
): StepValues {
  const inputs = { parameter, first, second, gradient };
  const outputs: tf.Tensor[] = tf.engine().runKernel(ADAM, inputs, { ...settings });
  const [newParameter, newFirst, newSecond] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  return { parameter: newParameter, first: newFirst, second: newSecond };
}

function composedStep(
  { parameter, first, second, gradient }: StepValues & { readonly gradient: tf.Tensor },
  { learningRate, beta1, beta2, epsilon, weightDecay, step }: StepSettings,
): StepValues {
  // θ − lr·m̂/(√v̂+ε), multiplied through by √(1−β₂ᵗ) so that the corrections cost no kernel.
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * rootCorrection) / (1 - beta1 ** step);
  const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
  const newFirst = tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1));
  const newSecond = tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2));
  const change = tf.div(
    tf.mul(newFirst, rate),
    tf.add(tf.sqrt(newSecond), epsilon * rootCorrection),
  );
  return { parameter: tf.sub(parameter, change), first: newFirst, second: newSecond };
}

/** Frees both moments. */
export function disposeAdam(state: AdamState): void {
  tf.dispose([Object.values(state.first), Object.values(state.second)]);
}
