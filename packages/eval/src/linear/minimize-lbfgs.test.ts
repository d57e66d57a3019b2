import { minimizeLbfgs, type ValueAndGradient } from './minimize-lbfgs.js';

const settings = { tolerance: 1e-9, maxIterations: 200 };

/** ½ Σ cᵢ (xᵢ − i)², whose minimum is at 0, 1, 2, … */
const bowl =
  (...curvatures: number[]) =>
  (point: Float64Array): ValueAndGradient => ({
    value: curvatures.reduce((sum, c, i) => sum + (c / 2) * ((point[i] ?? NaN) - i) ** 2, 0),
    gradient: Float64Array.from(curvatures, (c, i) => c * ((point[i] ?? NaN) - i)),
  });

test('by hand: a bowl of curvature 1 takes one step', async () => {
  // From (0, 0) the gradient is (0, −1), of length 1: the first step is all of it.
  expect(await minimizeLbfgs(bowl(1, 1), new Float64Array(2), settings)).toEqual({
    point: Float64Array.of(0, 1),
    value: 0,
    iterations: 1,
    largestGradient: 0,
    converged: true,
  });
});

test('curvatures from 1 to 1000 converge', async () => {
  const start = Float64Array.of(9, -9, 9, -9);
  const { point, iterations, converged, largestGradient } = await minimizeLbfgs(
    bowl(1, 10, 100, 1000),
    start,
    settings,
  );
  expect(converged).toBe(true);
  expect(largestGradient).toBeLessThanOrEqual(1e-9);
  // The gradient bounds the error by 1e-9 over the least curvature, 1.
  point.forEach((one, i) => {
    expect(Math.abs(one - i)).toBeLessThanOrEqual(1e-9);
  });
  // Steepest descent needs thousands.
  expect(iterations).toBeLessThan(40);
  expect(start).toEqual(Float64Array.of(9, -9, 9, -9));
});

test('known curvatures save iterations, up to a common factor', async () => {
  const curvatures = Array.from({ length: 30 }, (_, at) => 1.3 ** at);
  const evaluate = bowl(...curvatures);
  const start = new Float64Array(30);
  const least = { tolerance: 1e-6, maxIterations: 2000 };
  const plain = await minimizeLbfgs(evaluate, start, least);
  const inverse = Float64Array.from(curvatures, (curvature) => 7 / curvature);
  const informed = await minimizeLbfgs(evaluate, start, { ...least, inverse });
  expect([plain.converged, informed.converged]).toEqual([true, true]);
  expect(plain.iterations).toBeGreaterThan(50);
  // All curvatures are then the same: one step finds the factor, a second one the minimum.
  expect(informed.iterations).toBeLessThanOrEqual(5);
});

test('log(cosh x), whose gradient is flat far out, is minimized from far out', async () => {
  const evaluate = ([x = NaN]: Float64Array) => ({
    value: Math.abs(x) + Math.log1p(Math.exp(-2 * Math.abs(x))) - Math.LN2,
    gradient: Float64Array.of(Math.tanh(x)),
  });
  const { point, converged } = await minimizeLbfgs(evaluate, Float64Array.of(30), settings);
  expect(converged).toBe(true);
  expect(Math.abs(point[0] ?? NaN)).toBeLessThan(1e-8);
});

test('values rounded to float32 do not keep it from converging', async () => {
  const exact = bowl(1, 1, 5);
  const evaluate = (point: Float64Array) => {
    const { value, gradient } = exact(point);
    return { value: Math.fround(1000 + value), gradient };
  };
  const { point, converged } = await minimizeLbfgs(evaluate, new Float64Array(3), settings);
  expect(converged).toBe(true);
  point.forEach((one, i) => {
    expect(Math.abs(one - i)).toBeLessThan(1e-8);
  });
});

test('iterations that run out are reported', async () => {
  const start = Float64Array.of(9, -9, 9, -9);
  const { iterations, converged } = await minimizeLbfgs(bowl(1, 10, 100, 1000), start, {
    ...settings,
    maxIterations: 3,
  });
  expect({ iterations, converged }).toEqual({ iterations: 3, converged: false });
});

test('a value that does not decrease as its gradient predicts ends the search', async () => {
  const evaluate = () => ({ value: 1, gradient: Float64Array.of(1e5) });
  const { point, iterations, converged } = await minimizeLbfgs(
    evaluate,
    new Float64Array(1),
    settings,
  );
  expect({ point, iterations, converged }).toEqual({
    point: new Float64Array(1),
    iterations: 0,
    converged: false,
  });
});
