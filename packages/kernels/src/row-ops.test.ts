import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { rowOps } from './row-ops.js';

test('the C++ registers the ops that are named here', () => {
  const file = readFileSync(join(__dirname, '..', 'cc', 'tensorflow', 'nearest-op.cc'), 'utf8');
  const registered = [...file.matchAll(/"(Jssl\w+)"/g)].map(([, name]) => name);
  expect(registered).toEqual(Object.values(rowOps).map(({ name }) => name));
});
