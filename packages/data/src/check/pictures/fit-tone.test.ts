import { fitTone, FITTED_SIDE } from './fit-tone.js';

const pictureOf = (value: (x: number, y: number) => number) =>
  Float32Array.from({ length: FITTED_SIDE ** 2 }, (_, at) =>
    value((at % FITTED_SIDE) / FITTED_SIDE, Math.floor(at / FITTED_SIDE) / FITTED_SIDE),
  );
const picture = pictureOf((x, y) => 0.1 + 0.5 * x + 0.3 * y);

test('a changed brightness and contrast leave nothing, and their shift is measured', () => {
  expect(fitTone(picture, picture, 1)).toEqual({
    residual: expect.closeTo(0, 5) as number,
    worst: expect.closeTo(0, 5) as number,
    tone: expect.closeTo(0, 2) as number,
  });
  const brighter = picture.map((value) => 0.9 * value + 0.1);
  const fit = fitTone(picture, brighter, 1);
  expect(fit.residual).toBeCloseTo(0, 5);
  // 0.1 * (1 - value) of 255, at the mean value of 0.1 + 0.4 * 31 / 32.
  expect(fit.tone).toBeCloseTo(25.5 * (1 - 0.1 - 0.4 * (31 / 32)), 1);
});

test('clipped brightness leaves nothing', () => {
  const clipped = picture.map((value) => Math.min(1, 1.4 * value));
  expect(fitTone(picture, clipped, 1).residual).toBeLessThan(0.02);
});

test('a detail that differs is seen in its block', () => {
  const detail = picture.slice();
  for (const at of [0, 1, FITTED_SIDE, FITTED_SIDE + 1]) detail[at] = 1;
  const { residual, worst } = fitTone(picture, detail, 1);
  expect(worst).toBeGreaterThan(5 * residual);
});

test('the negative of a picture does not fit', () => {
  const negative = picture.map((value) => 1 - value);
  expect(fitTone(picture, negative, 1).residual).toBeGreaterThan(1);
});
