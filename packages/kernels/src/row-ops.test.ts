import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { rowOps } from './row-ops.js';

test('the C++ registers the ops that are named here', () => {
  const files = ['nearest-op.cc', 'jaccard-loss-ops.cc'].map((name) =>
    readFileSync(join(__dirname, '..', 'cc', 'tensorflow', name), 'utf8'),
  );
  const registered = [...files.join('').matchAll(/"(Jssl\w+)"/g)].map(([, name]) => name);
  expect(registered).toEqual(Object.values(rowOps).map(({ name }) => name));
});
