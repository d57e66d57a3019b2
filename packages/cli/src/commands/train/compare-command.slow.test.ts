import { existsSync, readFileSync } from 'node:fs';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl, stoppedJssl } from '../../fixtures/run-jssl.js';
import { smallTraining } from '../../fixtures/small-training.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

const small = smallTraining.filter((argument) => argument !== '--no-report');
const compare = (...settings: string[]) => ['compare', 'images', ...small, ...settings];

useWorkplace();
beforeAll(() => makeImages('images', imageNames(10, 'blue', 'red')));

test('methods are trained, measured and compared; the same command goes on after Ctrl-C', async () => {
  const asked = compare('--methods', 'jaccard-moco,moco', '--seeds', '2', '--out', 'two');
  const stopped = await stoppedJssl(asked, { at: /^jaccard-moco-t0\.5-seed0 /, signal: 'SIGINT' });
  expect(stopped.code).toBe(130);
  expect(stopped.out).toBe('');
  expect(stopped.notes).toContain(
    `\njssl: stopped; resume with the same command: jssl ${asked.join(' ')}`,
  );
  const { code, out, notes } = await jssl(...asked);
  expect(code).toBe(0);
  // On a slow machine there are lines of progress between the rows.
  const lines = notes.split('\n').filter((line) => /^(run|\S*moco-\S+) /.test(line));
  expect(lines[0]).toMatch(/^run +kNN +linear +s\/epoch$/);
  expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual([
    ...['jaccard-moco-t0.5-seed0', 'moco-t0.5-seed0'],
    ...['jaccard-moco-t0.5-seed1', 'moco-t0.5-seed1'],
  ]);
  for (const line of lines.slice(1)) expect(line).toMatch(/^\S+ +[\d.]+ % +[\d.]+ % +[\d.]+$/);
  expect(out).toMatch(/^moco, T 0\.5 +2 +[\d.]+ % +[\d.]+ % /m);
  expect(out).toMatch(/^jaccard-moco, T 0\.5 minus moco, T 0\.5 +kNN +2 +\S+ +– /m);
  expect(out.endsWith('\ntwo/compare.html')).toBe(true);
  expect(readFileSync('two/compare.md', 'utf8')).toContain('4 of 4 runs are trained');

  // Complete, it only tells.
  const again = await jssl(...asked, '--json');
  const told = JSON.parse(again.out) as { summary: { atBest: unknown[] }; runs: unknown[] };
  expect([told.runs.length, told.summary.atBest.length]).toEqual([4, 2]);
  // A run of it is an ordinary one.
  expect((await jssl('knn', 'two/moco-t0.5-seed1')).code).toBe(0);
});

test('a plan says what would be trained, and trains nothing', async () => {
  const arms = ['--methods', 'jaccard-moco,moco', '--jaccard-temperatures', '0.05', '--controls'];
  const asked = compare(...arms, '--seeds', '4', '--out', 'planned', '--plan');
  const { code, out } = await jssl(...asked);
  expect(code).toBe(0);
  expect(out).toMatch(/^16 runs of \d+ epochs? on \d+ images /);
  expect(out).toMatch(/^jaccard-moco +0 0\.5 0\.5 +0\.05 +4$/m);
  expect(out).toMatch(/^moco +- +0\.5 +4$/m);
  expect(JSON.parse((await jssl(...asked, '--json')).out)).toMatchObject({ runs: 16, margin: 0.5 });
  expect(existsSync('planned')).toBe(false);
});

test('a run that fails is told in the table, the rest goes on, and the exit code is 1', async () => {
  const settings = ['--methods', 'moco', '--seeds', '1', '--temperatures', '1e-38,0.5'];
  const { code, out, notes } = await jssl(...compare(...settings, '--out', 'failing'));
  expect(code).toBe(1);
  expect(notes).toMatch(/^moco-t1e-38-seed0 +failed: the (loss|weights) became /m);
  expect(notes).toMatch(/\njssl: 1 of 2 runs failed, the first with: the (loss|weights) became /);
  expect(out).toMatch(/^moco, T 0\.5 +1 /m);
  expect(out).toMatch(/^moco, T 1e-38 +0, 1 failed /m);
  // What failed is tried again, and is no failure of a call that does not ask for it.
  expect((await jssl(...compare(...settings, '--out', 'failing'))).code).toBe(1);
  const other = [...settings, '--temperatures', '0.5', '--out', 'failing'];
  expect((await jssl(...compare(...other))).code).toBe(0);
});

test.each([
  [['--method', 'moco'], 'compare takes --methods, separated by commas, instead of --method'],
  [
    ['--methods', 'moco,byol'],
    '--methods must be some of jaccard-moco, jaccard-simclr, moco, simclr, got byol',
  ],
  [
    ['--methods', 'moco,simclr', '--weights-list', '1,0,0'],
    '--weights-list must be left out with moco, simclr: only a Jaccard loss has these terms, got [[1,0,0]]; leave it out, or choose jaccard-moco',
  ],
  [
    ['--methods', 'moco', '--temperature-n', '0.2'],
    '--temperature-n must be left out with moco: only a Jaccard loss has these terms, got 0.2; leave it out, or choose jaccard-moco',
  ],
  [['--seeds', '0'], '--seeds must be a whole number, at least 1, got 0'],
  [['--weights-list', '1,0;0'], 'numbers separated by commas'],
  [
    ['--methods', 'moco', '--controls'],
    '--controls must be left out with moco: only a Jaccard loss has these terms, got true; leave it out, or choose jaccard-moco',
  ],
  [['--margin', '0'], '--margin must be a number of percentage points above 0, got 0'],
  [['--checkpoint-minutes', '-1'], '--checkpoint-minutes must be a number of at least 0, got -1'],
])('%j is wrong use', async (settings, sentence) => {
  const { code, notes } = await jssl(...compare(...settings, '--out', 'none'));
  expect({ code, notes }).toEqual({ code: 2, notes: expect.stringContaining(sentence) as string });
  expect(existsSync('none')).toBe(false);
});
