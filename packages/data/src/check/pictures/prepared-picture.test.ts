import { orientations } from './orientation.js';
import { whole } from './picture-codes.js';
import { prepare, samplePlane, sampleSlopes, SIDE } from './prepared-picture.js';

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

test('slopes are those of the plane, whichever way the window is turned', () => {
  const points = () => new Float32Array(HALF * HALF);
  const window = { left: 0.1, right: 0.9, top: 0, bottom: 0.95 };
  for (const turn of orientations.keys()) {
    const into = { values: points(), across: points(), down: points() };
    sampleSlopes(plane, turn, window, into);
    const expected = points();
    samplePlane(plane, turn, window, expected);
    expect(into.values).toEqual(expected);
    // One level for each of the SIDE columns, and 100 for each row.
    expect(into.across.every((slope) => Math.abs(slope - SIDE) < 0.1)).toBe(true);
    expect(into.down.every((slope) => Math.abs(slope - 100 * SIDE) < 10)).toBe(true);
  }
});

test('a picture without color has the same gray as one of equal colors', () => {
  const gray = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => (7 * at) % 256);
  const rgb = Uint8Array.from(
    { length: 3 * gray.length },
    (_, at) => gray[Math.floor(at / 3)] ?? 0,
  );
  const [one, other] = [prepare(gray), prepare(rgb)];
  expect([one.chroma, other.chroma]).toEqual([0, 0]);
  for (const [at, value] of one.gray.entries()) expect(other.gray[at]).toBeCloseTo(value, 3);
  for (const [at, value] of one.colors.small.entries()) {
    expect(other.colors.small[at]).toBeCloseTo(value, 3);
  }
});
