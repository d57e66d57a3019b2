import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readMetrics } from './read-metrics.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-report-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (...lines: string[]) => {
  writeFileSync(join(folder, 'metrics.jsonl'), lines.map((line) => `${line}\n`).join(''));
};

/** A line of what every version records, and of more. */
const line = (epoch: number, more: object) =>
  JSON.stringify({
    ...{ epoch, trainLoss: 2.5, temperature: 0.5, jaccardLoss: 2, pLoss: 3, nLoss: 3 },
    ...{ imagesPerSecond: 100, durationSeconds: 9, dataWaitShare: 0.1, ...more },
  });

test('each line is an epoch, of which numbers and warnings are kept', () => {
  write(
    line(1, { testTop1: null, note: 'x', warnings: ['low rank'] }),
    line(2, { testTop1: 50, warnings: [1] }),
  );
  const [first, second] = readMetrics(folder);
  expect(first).toMatchObject({ epoch: 1, trainLoss: 2.5, warnings: ['low rank'] });
  expect(first?.testTop1).toBeUndefined();
  expect(first).not.toHaveProperty('note');
  expect(second).toMatchObject({ epoch: 2, testTop1: 50 });
  expect(second).not.toHaveProperty('warnings');
  write();
  expect(readMetrics(folder)).toEqual([]);
});

test('a method of fewer terms has fewer losses', () => {
  write(line(1, { jaccardLoss: undefined, nLoss: undefined }));
  const [epoch] = readMetrics(folder);
  expect(epoch).toMatchObject({ trainLoss: 2.5, pLoss: 3 });
  expect(epoch?.jaccardLoss ?? epoch?.nLoss).toBeUndefined();
});

test.each(['{"epoch":2,"trainLo', '[]', 'null', '{"epoch":2,"loss":1}', line(2, { epoch: '2' })])(
  'a line %s is reported by its number',
  (damaged) => {
    write(line(1, {}), damaged);
    expect(() => readMetrics(folder)).toThrow(
      `${join(folder, 'metrics.jsonl')} is damaged: line 2 is not an epoch; use another copy of the run`,
    );
  },
);

test('a folder without metrics is no run', () => {
  expect(() => readMetrics(folder)).toThrow(
    /metrics\.jsonl cannot be read: ENOENT.*; pass the folder of a training run$/,
  );
});
