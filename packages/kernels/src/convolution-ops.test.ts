import { convolutionOps, windowConvolutionOps } from './convolution-ops.js';
import { registeredOps } from './fixtures/registered-ops.js';

test.each([
  ['convolution-ops.cc', convolutionOps],
  ['window-convolution-ops.cc', windowConvolutionOps],
])('%s registers the ops that are named here, with their inputs in order', (file, ops) => {
  const registered = registeredOps(file).map(({ name, inputs }) => ({ name, inputs }));
  expect(registered).toEqual(Object.values(ops));
});
