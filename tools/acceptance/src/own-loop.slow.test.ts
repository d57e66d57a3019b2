import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const example = join(import.meta.dirname, '..', '..', '..', 'examples', 'own-loop', 'own-loop.js');

test('the loss of the example falls, from about the one of no learning, ln(2N - 1)', () => {
  const lines = execFileSync(process.execPath, [example], { encoding: 'utf8', stdio: 'pipe' });
  const losses = [...lines.matchAll(/^step \d+: loss (\d\.\d{3})$/gm)].map(
    (line) => +(line[1] ?? NaN),
  );
  expect(losses).toHaveLength(5);
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  expect(losses[0]).toBeLessThan(Math.log(127));
  expect((losses[0] ?? NaN) - (losses[4] ?? NaN)).toBeGreaterThan(1);
});
