import { contrastsOf, judgeEncoder, type Contrast, type Evidence } from './judge-encoder.js';

const evidence: Evidence = {
  ...{ use: 'use it for neighbors', over: '200 test images', testImages: 200 },
  training: undefined,
};
const contrast = (
  against: string,
  [low, difference, high]: readonly [number, number, number],
): Contrast => ({ against, difference, interval: { low, high } });

test('the best baseline counts, and the verdict names the interval', () => {
  const verdict = judgeEncoder(
    [
      contrast('random weights', [0.3, 0.4, 0.5]),
      contrast('raw pixels', [0.011, 0.0326, 0.054]),
      contrast('most frequent class', [0.1, 0.2, 0.3]),
    ],
    evidence,
  );
  expect(verdict).toEqual({
    ...{ outcome: 'better', against: 'raw pixels', difference: 0.0326, remedy: undefined },
    interval: { low: 0.011, high: 0.054 },
    sentence:
      'The encoder beats raw pixels by 3.26 points (95 % interval +1.10 to +5.40, 200 test images): use it for neighbors.',
    template: verdict.sentence,
  });
});

test('raw pixels that are better are said to be', () => {
  const behind = contrast('raw pixels', [-0.054, -0.0326, -0.011]);
  const { outcome, remedy, sentence, template } = judgeEncoder([behind], evidence);
  expect([outcome, remedy]).toEqual(['worse', 'training']);
  expect(sentence).toBe(
    'Raw pixels are better than the encoder by 3.26 points (95 % interval −5.40 to −1.10, 200 test images): do not use it yet; training on your own images from these weights (initFrom) would help most.',
  );
  expect(template).toContain('({initFrom})');
});

test.each([
  ['most frequent class', 'Always guessing the most frequent class is better than the encoder'],
  ['from random weights', 'The same network trained from random weights is better than'],
  ['raw pixels, linear', 'A linear classifier on raw pixels is better than'],
  ['random weights', 'The same network with random weights is better than'],
  ['raw pixels (32x32)', 'Raw pixels (32x32) are better than'],
])('%s as it stands in a sentence', (name, said) => {
  const { sentence } = judgeEncoder([contrast(name, [-0.3, -0.2, -0.1])], evidence);
  expect(sentence.startsWith(said)).toBe(true);
});

test('an interval that holds 0 decides nothing, and says how many test images would', () => {
  const level = contrast('raw pixels', [-0.02, 0.01, 0.04]);
  const { outcome, remedy, sentence } = judgeEncoder([level], evidence);
  expect([outcome, remedy]).toEqual(['undecided', 'test images']);
  // 200 · (0.03 / 0.01)²
  expect(sentence).toBe(
    'These results do not show whether the encoder is better than raw pixels: the difference is +1.00 points (95 % interval −2.00 to +4.00, 200 test images); about 2000 labeled test images would decide a difference of this size.',
  );
  const equal = judgeEncoder([contrast('raw pixels', [-0.02, 0, 0.02])], evidence);
  expect([equal.outcome, equal.remedy]).toEqual(['undecided', 'training']);
});

test('few test images decide nothing, whatever they show', () => {
  const encoder = { name: 'trained encoder', right: new Uint8Array(19).fill(1) };
  const contrasts = contrastsOf(encoder, [{ name: 'raw pixels', right: new Uint8Array(19) }]);
  const few = judgeEncoder(contrasts, { ...evidence, over: '19 test images', testImages: 19 });
  expect(contrasts[0]?.interval.low).toBeGreaterThan(0.7);
  expect([few.outcome, few.remedy]).toEqual(['undecided', 'test images']);
  expect(few.sentence).toMatch(
    /19 test images are too few to decide, so add labeled test images\.$/,
  );
});

test('what is counted has its name', () => {
  const level = contrast('raw pixels', [-0.02, 0.01, 0.04]);
  const counted = { ...evidence, over: '200 emoji', counted: 'emoji' };
  expect(judgeEncoder([level], counted).sentence).toMatch(
    / 200 emoji\); about 2000 emoji would decide a difference of this size\.$/,
  );
  expect(judgeEncoder([level], { ...counted, testImages: 9 }).sentence).toMatch(
    /; 9 emoji are too few to decide, so add test images of more emoji\.$/,
  );
});

test('without baselines there is no verdict', () => {
  const { outcome, against, sentence } = judgeEncoder([], evidence);
  expect([outcome, against]).toEqual(['undecided', undefined]);
  expect(sentence).toBe(
    'No baseline was measured, so the results do not show whether training helped.',
  );
});

test('a training that failed or has not ended comes before more test images', () => {
  const level = contrast('raw pixels', [-0.02, 0.01, 0.04]);
  const training = { done: 3, planned: 20, images: 600, accuracies: [], losses: [] };
  const { remedy, sentence } = judgeEncoder([level], { ...evidence, training });
  expect(remedy).toBe('epochs');
  expect(sentence).toMatch(
    /; more epochs would help most: the run has completed 3 of 20, so resume it\.$/,
  );
});
