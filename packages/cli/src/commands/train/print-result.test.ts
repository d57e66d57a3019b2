import { mkdirSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

import type { EpochMetrics, TrainResult } from '@jssl/trainer';

import { colored, plain } from '../../fixtures/screens.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';
import { createProgram } from '../../program.js';
import { columnsOf, type Screen } from '../../terminal/screen.js';
import { printResult } from './print-result.js';

useWorkplace();
beforeAll(() => {
  mkdirSync('runs/demo', { recursive: true });
  const lines = [8, 7, 6].map((trainLoss, at) =>
    JSON.stringify({
      ...{ epoch: at + 1, trainLoss, temperature: 0.5 },
      ...{ imagesPerSecond: 100, durationSeconds: 1, dataWaitShare: 0 },
    }),
  );
  writeFileSync('runs/demo/metrics.jsonl', `${lines.join('\n')}\n`);
});

const out = 'runs/demo';
const measured: Partial<EpochMetrics> = { validationTop1: 45.2, testTop1: 44.1 };

/** What is printed of a run of three epochs, as results and as notes. */
function print(
  change: Partial<TrainResult> = {},
  { json = false, screen = plain(80), last = measured } = {},
) {
  const [results, notes]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => results.push(line),
    note: (line: string) => notes.push(line),
    status: undefined,
    screens: { out: screen, note: screen },
  };
  const epoch = { epoch: 3, trainLoss: 6, ...last } as EpochMetrics;
  const best = last.testTop1 === undefined ? undefined : { ...epoch, epoch: 2, trainLoss: 7 };
  const result = { out, last: epoch, best, stopped: false, ...change };
  printResult({ terminal, argv: [] }, result, { json, peakMemoryBytes: 559_000_000 });
  return { results, notes };
}

test('a result: last and best epoch, the loss as a curve, memory and the folder; then what to do', () => {
  const { results, notes } = print();
  expect(results).toEqual([
    'last epoch 3: loss 6.0000, kNN validation 45.20 %, test 44.10 %',
    'best epoch 2: loss 7.0000, kNN validation 45.20 %, test 44.10 %',
    'loss 8.0000 █▅▁ 6.0000',
    'peak memory 559 MB',
    `wrote ${out}`,
  ]);
  expect(notes).toEqual([
    'epoch 2 was picked by validation accuracy, so that is optimistic',
    'next:',
    '  jssl knn runs/demo                        measures it against baselines',
    '  jssl report runs/demo OTHER               compares it with another run',
    '  jssl embed runs/demo IMAGES               writes features of images',
    '  jssl train --resume runs/demo --epochs N  trains longer',
  ]);
});

test('the k that voted is told; the best epoch that is the last needs no warning', () => {
  const { results, notes } = print({ best: undefined }, { last: { ...measured, k: 25 } });
  expect(results[0]).toBe('last epoch 3: loss 6.0000, kNN validation 45.20 %, test 44.10 % (k 25)');
  const last = { epoch: 3, trainLoss: 6, ...measured } as EpochMetrics;
  expect(print({ last, best: last }).notes[0]).toBe('next:');
  expect(notes[0]).toBe('next:');
});

test('it is said why the best epoch is not the one of the highest accuracy', () => {
  mkdirSync('runs/jumpy', { recursive: true });
  const lines = [45.2, 70, 48.1].map((validationTop1, at) =>
    JSON.stringify({
      ...{ epoch: at + 1, trainLoss: 8, temperature: 0.5, validationTop1 },
      ...{ imagesPerSecond: 100, durationSeconds: 1, dataWaitShare: 0 },
    }),
  );
  writeFileSync('runs/jumpy/metrics.jsonl', `${lines.join('\n')}\n`);
  const best = { epoch: 3, trainLoss: 6, ...measured, validationTop1: 48.1 } as EpochMetrics;
  expect(print({ out: 'runs/jumpy', best }).notes[0]).toBe(
    'epoch 2 reached 70.00 %; the later epoch 3 is not clearly worse, so it counts as the best',
  );
});

test.each([60, 80, 120])('at %d columns, with colors and without', (columns) => {
  const printed = (screen: Screen) => Object.values(print({}, { screen })).flat();
  const [colors, text] = [printed(colored(columns)), printed(plain(columns))];
  expect(colors.map(stripVTControlCharacters)).toEqual(text);
  expect(colors.join('\n')).toContain('\u001b[36m█▅▁\u001b[39m');
  // The sentence of an epoch is 63 columns, and that about the best 67, and broken nowhere.
  for (const line of text) expect(columnsOf(line)).toBeLessThanOrEqual(Math.max(67, columns));
});

test('what is to be done next are commands that there are', async () => {
  const terminal = { out: () => 0, note: () => 0, status: undefined };
  const { commands } = await createProgram({ terminal, argv: [] });
  const known = commands.map((command) => command.name());
  const named = print()
    .notes.slice(2)
    .map((line) => /^ {2}jssl (\S+) /.exec(line)?.[1]);
  expect(named.length).toBeGreaterThan(3);
  for (const name of named) expect(known).toContain(name);
});

test('without labels there is nothing to measure it by', () => {
  const { results, notes } = print({}, { last: {} });
  expect(results[0]).toBe('last epoch 3: loss 6.0000');
  expect(results[1]).toMatch(/^loss 8/);
  expect(notes.join('\n')).not.toContain('jssl knn');
  expect(notes[0]).toBe('next:');
});

test('a run that was stopped says nothing of what comes after it', () => {
  expect(print({ stopped: true, best: undefined }).notes).toEqual([]);
  const { results } = print({ stopped: true, last: undefined, best: undefined });
  expect(results.at(-1)).toBe(`wrote ${out}`);
});

test('as JSON it is the result alone', () => {
  const { results, notes } = print({}, { json: true });
  expect(notes).toEqual([]);
  expect(results).toHaveLength(1);
  expect(JSON.parse(results[0] ?? '')).toMatchObject({
    ...{ out, stopped: false, last: { epoch: 3 } },
    peakMemoryBytes: 559_000_000,
  });
});
