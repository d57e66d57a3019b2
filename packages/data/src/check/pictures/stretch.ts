/**
 * For each output position on one axis: the first input position, and the weights [taps] of the inputs from
 * there.
 */
interface AxisWeights {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

const known = new Map<string, AxisWeights>();

/** Averages to shrink, interpolates linearly to enlarge. */
function axisWeights(from: number, to: number): AxisWeights {
  const key = `${from} ${to}`;
  const before = known.get(key);
  if (before) return before;
  const scale = from / to;
  const taps = Math.ceil(Math.max(scale, 1)) + 1;
  const first = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let at = 0; at < to; at++) {
    const center = (at + 0.5) * scale;
    const [start, end] =
      scale >= 1 ? [center - scale / 2, center + scale / 2] : [center - 0.5, center + 0.5];
    const lowest = Math.floor(start + 1e-9);
    first[at] = Math.min(Math.max(lowest, 0), Math.max(0, from - taps));
    for (let place = lowest; place < end - 1e-9; place++) {
      const share = (Math.min(end, place + 1) - Math.max(start, place)) / (end - start);
      // Outside the image, the border is repeated.
      const tap = Math.min(Math.max(place, 0), from - 1) - (first[at] ?? 0);
      weights[at * taps + tap] = (weights[at * taps + tap] ?? 0) + share;
    }
  }
  const made = { first, weights, taps };
  if (known.size > 64) known.clear();
  known.set(key, made);
  return made;
}

/**
 * Resizes an image to a square in color, ignoring its aspect ratio.
 * @param pixels [H, W, C], C 1 or 3.
 * @returns [side, side, 3].
 */
export function stretch(
  pixels: Uint8Array,
  shape: { readonly height: number; readonly width: number; readonly channels: number },
  side: number,
): Uint8Array {
  const { height, width, channels } = shape;
  const across = axisWeights(width, side);
  const down = axisWeights(height, side);
  const rows = new Float32Array(height * side * 3); // [H, side, 3]
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < side; column++) {
      const start = row * width + (across.first[column] ?? 0);
      let [red, green, blue] = [0, 0, 0];
      for (let tap = 0; tap < across.taps; tap++) {
        const weight = across.weights[column * across.taps + tap] ?? 0;
        if (weight === 0) continue;
        const from = (start + tap) * channels;
        red += weight * (pixels[from] ?? 0);
        if (channels === 1) continue;
        green += weight * (pixels[from + 1] ?? 0);
        blue += weight * (pixels[from + 2] ?? 0);
      }
      rows[to++] = red;
      rows[to++] = channels === 1 ? red : green;
      rows[to++] = channels === 1 ? red : blue;
    }
  }
  const square = new Uint8Array(side * side * 3);
  const line = side * 3;
  for (let row = 0, to = 0; row < side; row++) {
    const start = (down.first[row] ?? 0) * line;
    for (let place = 0; place < line; place++) {
      let sum = 0;
      for (let tap = 0; tap < down.taps; tap++) {
        const weight = down.weights[row * down.taps + tap] ?? 0;
        if (weight !== 0) sum += weight * (rows[start + tap * line + place] ?? 0);
      }
      square[to++] = Math.round(sum);
    }
  }
  return square;
}

/**
 * Resizes an image to a square in gray, ignoring its aspect ratio.
 * @param pixels [H, W, C], C 1 or 3.
 * @returns [side, side].
 */
export function stretchGray(
  pixels: Uint8Array,
  shape: { readonly height: number; readonly width: number; readonly channels: number },
  side: number,
): Uint8Array {
  const { height, width, channels } = shape;
  const across = axisWeights(width, side);
  const down = axisWeights(height, side);
  const line = new Float32Array(width);
  const rows = new Float32Array(height * side); // [H, side]
  for (let row = 0, from = 0; row < height; row++) {
    for (let column = 0; column < width; column++, from += channels) {
      const red = pixels[from] ?? 0;
      line[column] =
        channels === 1
          ? red
          : 0.299 * red + 0.587 * (pixels[from + 1] ?? 0) + 0.114 * (pixels[from + 2] ?? 0);
    }
    for (let column = 0; column < side; column++) {
      const start = across.first[column] ?? 0;
      let sum = 0;
      for (let tap = 0; tap < across.taps; tap++) {
        sum += (across.weights[column * across.taps + tap] ?? 0) * (line[start + tap] ?? 0);
      }
      rows[row * side + column] = sum;
    }
  }
  const square = new Uint8Array(side * side);
  for (let row = 0, to = 0; row < side; row++) {
    const start = (down.first[row] ?? 0) * side;
    for (let column = 0; column < side; column++) {
      let sum = 0;
      for (let tap = 0; tap < down.taps; tap++) {
        const weight = down.weights[row * down.taps + tap] ?? 0;
        sum += weight * (rows[start + tap * side + column] ?? 0);
      }
      square[to++] = Math.round(sum);
    }
  }
  return square;
}
