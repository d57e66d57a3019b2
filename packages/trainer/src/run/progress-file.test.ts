import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createProgressFile, readProgressFile } from './progress-file.js';

let run: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'jssl-progress-'));
});
afterEach(() => {
  rmSync(run, { recursive: true, force: true });
});

const step = (number: number) => ({
  ...{ epoch: 1, epochs: 2, step: number, steps: 5, loss: 8 },
  ...{ imagesPerSecond: 100, secondsLeft: 3, dataWaitShare: 0 },
});
const written = () => readProgressFile(run);

test('a step is written once a second, and nothing beside it', () => {
  let now = Date.UTC(2026, 0, 2);
  const file = createProgressFile(run, () => now);
  file.write(step(1));
  expect(written()).toEqual({ ...step(1), updatedAt: '2026-01-02T00:00:00.000Z' });
  now += 999;
  file.write(step(2));
  expect(written()).toMatchObject({ step: 1 });
  now += 1;
  file.write(step(3));
  expect(written()).toEqual({ ...step(3), updatedAt: '2026-01-02T00:00:01.000Z' });
  expect(readdirSync(run)).toEqual(['progress.json']);
  file.remove();
  expect(readdirSync(run)).toEqual([]);
});

test('a process that wrote no progress removes none', () => {
  createProgressFile(run).write(step(1));
  createProgressFile(run).remove();
  expect(existsSync(join(run, 'progress.json'))).toBe(true);
});

test('no training fails because of it', () => {
  rmSync(run, { recursive: true });
  const file = createProgressFile(run);
  file.write(step(1));
  file.remove();
  expect(existsSync(run)).toBe(false);
});

test.each(['{"epoch":1', '[]', 'null', '{"epoch":1,"updatedAt":"now"}'])(
  'a damaged file %s is no progress',
  (text) => {
    writeFileSync(join(run, 'progress.json'), text);
    expect(written()).toBeUndefined();
  },
);
