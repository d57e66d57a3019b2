import { screenOf } from './screen-of.js';

/** A stream that is a terminal of so many columns, or none. */
const stream = (isTTY: boolean, columns?: number) =>
  ({ isTTY, columns }) as unknown as NodeJS.WriteStream;

test('a terminal is as wide as it says, at least 60 columns, and no terminal has no width', () => {
  const widths = [200, 80, 60, 40, 0, undefined].map(
    (columns) => screenOf(stream(true, columns)).columns,
  );
  expect(widths).toEqual([200, 80, 60, 60, 80, 80]);
  expect(screenOf(stream(false, 100)).columns).toBe(Infinity);
});

test('a width follows the window', () => {
  const window = { isTTY: true, columns: 100 };
  const screen = screenOf(window as unknown as NodeJS.WriteStream);
  window.columns = 70;
  expect(screen.columns).toBe(70);
});
