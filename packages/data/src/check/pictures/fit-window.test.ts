import { randomPicture } from '../../fixtures/random-picture.js';
import { fitWindow } from './fit-window.js';
import { orientations } from './orientation.js';
import { whole, type Window } from './picture-codes.js';
import { prepare, sampleGray, SIDE, type Prepared } from './prepared-picture.js';
import { stretch } from './stretch.js';

const shape = { height: 96, width: 96, channels: 3 };
const pictureOf = (seed: number) => prepare(stretch(randomPicture(seed), shape, SIDE));

/** A picture that shows the turned window of another. */
function partOf(picture: Prepared, orientation: number, window: Window): Prepared {
  const unit = sampleGray(picture, orientation, window);
  const mean = unit.reduce((sum, value) => sum + value, 0) / unit.length;
  const length = Math.sqrt(unit.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return { ...picture, unit: unit.map((value) => (value - mean) / length) };
}

test.each([...orientations.keys()])('the edges of a window are found, orientation %d', (turn) => {
  const window = { left: 0.03, right: 0.95, top: 0, bottom: 0.98 };
  const picture = pictureOf(1);
  const fitted = fitWindow(picture, partOf(picture, turn, window), {
    ...{ orientation: turn, start: whole },
    reached: 0.95,
  });
  // The pictures are equal there.
  expect(fitted.correlation).toBeGreaterThan(0.999);
  for (const edge of ['left', 'right', 'top', 'bottom'] as const) {
    // A tenth of a pixel of 64.
    expect(Math.abs(fitted.window[edge] - window[edge])).toBeLessThan(0.1 / SIDE);
  }
});

test('no edge leaves its range', () => {
  const picture = pictureOf(2);
  const window = { left: 0.2, right: 1, top: 0, bottom: 1 };
  const { window: found } = fitWindow(picture, partOf(picture, 0, window), {
    ...{ orientation: 0, start: { ...whole, left: 0.1 } },
    reached: 0,
  });
  expect(found.left).toBeLessThanOrEqual(0.12);
  expect([found.right, found.bottom].every((edge) => edge >= 0.88 && edge <= 1)).toBe(true);
  expect(found.top).toBeGreaterThanOrEqual(0);
});

test('a different picture stays different', () => {
  const options = { orientation: 0, start: whole, reached: 0.95 };
  expect(fitWindow(pictureOf(3), pictureOf(4), options).correlation).toBeLessThan(0.9);
});
