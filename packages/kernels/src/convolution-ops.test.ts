import { convolutionOps } from './convolution-ops.js';
import { registeredOps } from './fixtures/registered-ops.js';

test('the C++ registers the ops that are named here, with their inputs in order', () => {
  const registered = registeredOps('convolution-ops.cc');
  expect(registered.map(({ name, inputs }) => ({ name, inputs }))).toEqual(
    Object.values(convolutionOps),
  );
});
