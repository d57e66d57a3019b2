import { orientations } from './orientation.js';
import { prepare, samplePlane, SIDE, whole } from './prepared-picture.js';

const HALF = SIDE / 2;
/** A plane whose values are linear, so that interpolating is exact. */
const plane = Float32Array.from(
  { length: SIDE * SIDE },
  (_, at) => (at % SIDE) + 100 * Math.floor(at / SIDE),
);
const sampled = (orientation: number, window = whole) => {
  const into = new Float32Array(HALF * HALF);
  samplePlane(plane, orientation, window, into);
  return (row: number, column: number) => into[row * HALF + column];
};

test('a window is read between the pixels', () => {
  const at = sampled(0, { left: 0.25, right: 0.75, top: 0.5, bottom: 1 });
  // Pixels 16 to 47 across and 32 to 63 down, one for each point.
  expect([at(0, 0), at(0, 31), at(31, 0)]).toEqual([16 + 3200, 47 + 3200, 16 + 6300]);
  expect(sampled(0)(0, 0)).toBe(0.5 + 50);
});

test('each orientation moves the upper left corner to its place', () => {
  // Values at the corners of the picture: 0 above left, 1 above right, 2 below left, 3 below right.
  const corner = (value = 0) => {
    const isLower = value > 3200;
    // Half a row is 50, and the lowest point is half a row above the last row.
    const across = value - (isLower ? 6250 : 50);
    return (isLower ? 2 : 0) + (across > 32 ? 1 : 0);
  };
  const corners = [...orientations.entries()].map(([index, { changes }]) => {
    const at = sampled(index);
    return [changes.join(), [at(0, 0), at(0, 31), at(31, 0), at(31, 31)].map(corner).join('')];
  });
  expect(corners).toEqual([
    ['', '0123'],
    ['mirrored', '1032'],
    ['flipped', '2301'],
    ['rotated by 180°', '3210'],
    ['mirrored,rotated by 270°', '0213'],
    ['rotated by 90°', '2031'],
    ['rotated by 270°', '1302'],
    ['mirrored,rotated by 90°', '3120'],
  ]);
});

test('a prepared picture has its mean difference of colors, and gray of length 1', () => {
  const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => [100, 80, 90][at % 3] ?? 0);
  expect(prepare(rgb).chroma).toBeCloseTo(30, 4);
  const ramp = rgb.map((_, at) => Math.floor(at / 3) % SIDE);
  const { unit, chroma } = prepare(ramp);
  expect(chroma).toBe(0);
  expect(unit.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
});
