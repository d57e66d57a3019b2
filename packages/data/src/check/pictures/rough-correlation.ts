import { orientationOf } from './orientation.js';
import { CODE_SIDE, type Window } from './picture-codes.js';

const POINTS = CODE_SIDE * CODE_SIDE;

/**
 * Correlation of a turned window of a small gray picture with the whole other one, from -1 to 1, by nearest
 * pixels. It rules out most pairs within microseconds.
 * @param from [CODE_SIDE, CODE_SIDE]
 * @param to [CODE_SIDE, CODE_SIDE]
 */
export function roughCorrelation(
  from: Uint8Array,
  to: Uint8Array,
  orientation: number,
  { left, right, top, bottom }: Window,
): number {
  const { transpose, mirror, flip } = orientationOf(orientation);
  const last = CODE_SIDE - 1;
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let row = 0, at = 0; row < CODE_SIDE; row++) {
    const down = (flip ? last - row : row) + 0.5;
    for (let column = 0; column < CODE_SIDE; column++, at++) {
      const across = (mirror ? last - column : column) + 0.5;
      const h = Math.floor(left * CODE_SIDE + (transpose ? down : across) * (right - left));
      const v = Math.floor(top * CODE_SIDE + (transpose ? across : down) * (bottom - top));
      const one = from[v * CODE_SIDE + h] ?? 0;
      const other = to[at] ?? 0;
      x += one;
      y += other;
      xx += one * one;
      yy += other * other;
      xy += one * other;
    }
  }
  const spread = (xx - (x * x) / POINTS) * (yy - (y * y) / POINTS);
  return spread > 0 ? (xy - (x * y) / POINTS) / Math.sqrt(spread) : 0;
}
