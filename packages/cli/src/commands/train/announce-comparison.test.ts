import { defaultTrainConfig } from '@jssl/trainer';

import { announceComparison, comparisonText } from './announce-comparison.js';

const estimate = {
  ...{ left: 36, runs: 36, images: 612, config: defaultTrainConfig },
  seconds: [36_000, 180_000],
} as const;

test('a comparison says what it trains and how long that takes', () => {
  expect(comparisonText(estimate)).toBe(
    '36 runs of 500 epochs on 612 images (resnet50, width 64): an estimated 10h 00m to 2d 02h of training on this processor, plus the evaluations',
  );
  const one = { ...estimate, left: 1, runs: 1, config: { ...defaultTrainConfig, epochs: 1 } };
  expect(comparisonText(one)).toMatch(/^1 run of 1 epoch on/);
  expect(comparisonText({ ...estimate, left: 2 })).toMatch(/^2 of 36 runs that are left of 500/);
});

test('hours are started only after a yes, if somebody can be asked', async () => {
  const notes: string[] = [];
  const terminal = { note: (line: string) => notes.push(line) };
  const answering = (answer: string) => (question: string) => {
    notes.push(question);
    return Promise.resolve(answer);
  };
  await announceComparison(terminal, estimate, answering(' Yes'));
  expect(notes).toEqual([comparisonText(estimate), 'start? [y/N] ']);
  await expect(announceComparison(terminal, estimate, answering(''))).rejects.toThrow(
    /^nothing was trained; for less work set fewer --methods, .* add --yes$/,
  );
  notes.length = 0;
  await announceComparison(terminal, estimate, undefined);
  const short = { ...estimate, seconds: [60, 300] as const };
  await announceComparison(terminal, short, answering('n'));
  await announceComparison(terminal, { ...estimate, left: 0 }, answering('n'));
  expect(notes).toEqual([comparisonText(estimate), comparisonText(short)]);
});
