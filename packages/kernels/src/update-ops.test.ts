import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { updateOps } from './update-ops.js';

const cc = join(__dirname, '..', 'cc');

test('the C++ registers the ops that are named here', () => {
  const file = readFileSync(join(cc, 'tensorflow', 'update-ops.cc'), 'utf8');
  const registered = [...file.matchAll(/"(Jssl\w+)"/g)].map(([, name]) => name);
  const { update, ...others } = updateOps;
  const named = [...Object.values(others), ...Object.values(update)].map(({ name }) => name);
  expect(registered.sort()).toEqual(named.sort());
});

test('the rules have as many moments and numbers as in the C++', () => {
  const file = readFileSync(join(cc, 'update.h'), 'utf8');
  const [numbers] = /numbersOf\(Rule rule\) \{([^}]*)\}/.exec(file) ?? [];
  for (const [rule, { numbers: count }] of Object.entries(updateOps.update)) {
    const pattern = rule === 'towards' ? `: ${count};` : `Rule::${rule} \\? ${count}`;
    expect(numbers).toMatch(new RegExp(pattern));
  }
  expect(file).toContain('rule == Rule::adam ? 2 : rule == Rule::towards ? 0 : 1');
  expect(Object.values(updateOps.update).map(({ moments }) => moments)).toEqual([2, 1, 1, 0]);
});
