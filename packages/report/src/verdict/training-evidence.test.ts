import { metrics, run } from '../fixtures/hand-made.js';
import { adviceOf, trainingEvidence, type TrainingEvidence } from './training-evidence.js';

const ended: TrainingEvidence = { done: 8, planned: 8, images: 600, accuracies: [], losses: [] };
const falling = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];
const flat = (end: number) => [0.99, 0.7, 0.5, end, end, end, end, end];
const adviceWith = (evidence: Partial<TrainingEvidence>) => adviceOf({ ...ended, ...evidence });

test('the evidence of a run', () => {
  const { warnings, ...last } = metrics.at(-1) ?? {};
  expect(warnings).toBeUndefined();
  const warned = [...metrics.slice(0, -1), { ...last, warnings: ['first', 'second'] }];
  const evidence = trainingEvidence({ config: run.config, metrics: warned as never }, 90);
  expect(evidence).toMatchObject({ done: 12, planned: 12, images: 90, warning: 'second' });
  expect(evidence.accuracies[0]).toBeCloseTo(0.28, 12);
  expect(evidence.losses[0]).toBeCloseTo(8 / Math.log(4097), 12);
  expect(evidence.accuracyImages).toBeUndefined();
});

test('a run that is ill needs another setting', () => {
  const warning = 'the encoder has collapsed: it maps every image to one; try a lower {lr}';
  expect(adviceWith({ warning, done: 3 })).toEqual({
    remedy: 'setting',
    text: 'another setting would help most: the encoder has collapsed, so try a lower {lr}',
  });
});

test('a run that has not ended, or ended early, needs more epochs', () => {
  expect(adviceWith({ done: 5 })?.text).toMatch(/has completed 5 of 8, so resume it$/);
  expect(adviceWith({ done: 2, planned: 2 })?.text).toMatch(/ended after 2$/);
  expect(adviceWith({ done: 0, planned: 0 })).toBeUndefined();
});

test('accuracy that still rises needs more epochs, accuracy that fell needs other settings', () => {
  const rising = { accuracies: [0.3, 0.4, 0.5, 0.6], accuracyImages: 400 };
  expect(adviceWith(rising)).toEqual({
    remedy: 'epochs',
    text: 'more {epochs} would help most: accuracy on validation images still rose by 10.00 points in the last quarter of the run',
  });
  // A rise within 1/√n is no rise.
  expect(adviceWith({ ...rising, accuracyImages: 64 })).toBeUndefined();
  const fallen = adviceWith({ accuracies: [0.3, 0.6, 0.5, 0.5], accuracyImages: 400 });
  expect(fallen?.remedy).toBe('setting');
  expect(fallen?.text).toMatch(/ended 10\.00 points below its highest/);
});

test('a loss that still falls needs more epochs', () => {
  // From 0.4 to 0.2, of 0.9 to 0.2.
  expect(adviceWith({ losses: falling })?.text).toMatch(
    /^more \{epochs\} would probably help most: 29 % of the total decrease of the loss/,
  );
});

test('a loss that no longer falls needs more images if it is low, else other settings', () => {
  expect(adviceWith({ losses: flat(0.2) })?.remedy).toBe('images');
  expect(adviceWith({ losses: flat(0.2) })?.text).toMatch(
    /at 20 % .* most of its 600 images apart$/,
  );
  expect(adviceWith({ losses: flat(0.8) })?.remedy).toBe('setting');
  expect(adviceWith({ losses: flat(0.8) })?.text).toMatch(/lower \{temperature\} or a larger/);
});

test('nothing recorded, no advice', () => {
  expect(adviceWith({})).toBeUndefined();
});
