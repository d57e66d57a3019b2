import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { convolutionOps } from './convolution-ops.js';

test('the C++ registers the ops that are named here, with their inputs in order', () => {
  const file = join(__dirname, '..', 'cc', 'tensorflow', 'register-ops.cc');
  const registered = [
    ...readFileSync(file, 'utf8').matchAll(/\{"(Jssl\w+)", "(\w+): \w+", "(\w+): \w+"/g),
  ].map(([, name, ...inputs]) => ({ name, inputs }));
  expect(registered).toEqual(Object.values(convolutionOps));
});
