import { learningRateAt, type Schedule } from './learning-rate.js';

const rates = (schedule: Schedule, steps: number, stepsOfEpoch: number) =>
  Array.from({ length: steps }, (_, step) => learningRateAt(schedule, step, stepsOfEpoch));

test('constant: the same rate in every step, after the warm-up', () => {
  const schedule = { lr: 0.4, schedule: 'constant', warmupEpochs: 0, epochs: 2 } as const;
  expect(rates(schedule, 4, 2)).toEqual([0.4, 0.4, 0.4, 0.4]);
  expect(rates({ ...schedule, warmupEpochs: 1 }, 6, 4)).toEqual([
    0.1,
    0.2,
    expect.closeTo(0.3),
    0.4,
    0.4,
    0.4,
  ]);
});

test('cosine with warm-up, as PyTorch', () => {
  // torch 2.9.1: SequentialLR of LinearLR(start_factor=1/4, total_iters=3) and
  // CosineAnnealingLR(T_max=8), milestones=[4], stepped after every step, lr=0.4.
  const expected = [
    ...[0.1, 0.2, 0.3, 0.4, 0.4, 0.384775907, 0.341421356, 0.276536686],
    ...[0.2, 0.123463314, 0.058578644, 0.015224093],
  ];
  const schedule = { lr: 0.4, schedule: 'cosine', warmupEpochs: 1, epochs: 3 } as const;
  rates(schedule, 12, 4).forEach((rate, step) => {
    expect(rate).toBeCloseTo(expected[step] ?? NaN, 9);
  });
});

test('cosine by hand: whole at the beginning, half in the middle, nothing at the end', () => {
  const schedule = { lr: 1, schedule: 'cosine', warmupEpochs: 0, epochs: 10 } as const;
  expect(learningRateAt(schedule, 0, 10)).toBe(1);
  expect(learningRateAt(schedule, 50, 10)).toBeCloseTo(0.5, 15);
  expect(learningRateAt(schedule, 99, 10)).toBeCloseTo((1 + Math.cos(0.99 * Math.PI)) / 2, 15);
  expect(learningRateAt(schedule, 99, 10)).toBeGreaterThan(0);
});
