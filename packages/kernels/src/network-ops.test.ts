import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { networkOps, networkText } from './network-ops.js';

test('the C++ registers the ops that are named here', () => {
  const file = join(__dirname, '..', 'cc', 'tensorflow', 'network-ops.cc');
  const registered = [...readFileSync(file, 'utf8').matchAll(/"(Jssl\w+)"/g)].map(
    ([, name]) => name,
  );
  expect(registered).toEqual(Object.values(networkOps).map(({ name }) => name));
});

test('the kinds of layers are in the order of the C++ enumeration', () => {
  const text = readFileSync(join(__dirname, '..', 'cc', 'network.h'), 'utf8');
  const [, kinds = ''] = /enum Kind \{ ([^}]*) \}/.exec(text) ?? [];
  const layers = kinds.split(', ').map((kind, input) => {
    if (kind === 'convolution')
      return { kind, input, stride: 2, tiles: [4, 2, undefined] } as const;
    if (kind === 'norm') return { kind, input, residual: 7, relu: false } as const;
    return { kind: kind as 'bias' | 'unitRows', input };
  });
  expect(networkText(layers)).toBe('0 0 2 4 2 0 1 1 7 0 0 0 2 2 0 0 0 0 3 3 0 0 0 0');
});
