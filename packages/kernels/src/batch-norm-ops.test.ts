import { batchNormOps } from './batch-norm-ops.js';
import { registeredOps } from './fixtures/registered-ops.js';

test('the C++ registers the ops of batch norm that are named here, with their inputs and outputs in order', () => {
  expect(registeredOps('batch-norm-ops.cc')).toEqual(Object.values(batchNormOps));
});
