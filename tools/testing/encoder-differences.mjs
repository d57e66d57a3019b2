/** How far the values of an encoder are from those of its golden vectors. */

export const relative = (actual, expected) => Math.abs(actual / expected - 1);

/** The largest difference between numbers of two arrays of one shape. */
export function largest(actual, expected, difference = (a, b) => Math.abs(a - b)) {
  if (typeof expected === 'number') return difference(actual, expected);
  return Math.max(...expected.map((one, at) => largest(actual[at], one, difference)));
}

/**
 * [name of a quantity, largest difference]: outputs and loss absolute, norms of features and gradients relative.
 * @param actual a case as in `vectors/encoder.json`.
 */
export function* ofEncoder(actual, expected) {
  const modes = ['train', 'eval_after_one_train_forward'];
  const outputs = modes.flatMap((mode) => {
    const [one, other] = [actual[mode], expected[mode]];
    const rows = ['feature_8', 'p_8', 'n_8'].map((name) => largest(one[name], other[name]));
    return [...rows, largest(one.raw_feature_norm, other.raw_feature_norm, relative)];
  });
  yield ['outputs', Math.max(...outputs)];
  const [one, other] = [actual.train, expected.train];
  yield ['loss', Math.abs(one.loss - other.loss)];
  const norms = Object.entries(other.grad_norms);
  yield [
    'gradientNorms',
    Math.max(...norms.map(([name, norm]) => relative(one.grad_norms[name], norm))),
  ];
}
