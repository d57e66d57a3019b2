/** How points are drawn on the pixels of a canvas. */
export interface DrawnPoints {
  /** Places of the points [N, 2]. */
  readonly places: Float32Array;
  /** The color of each [N], as a pixel. */
  readonly colors: Uint32Array;
  /** Which are drawn in gray below the others: 0 for those [N]. Undefined: none. */
  readonly mask: Uint8Array | undefined;
  /** The pixel of the gray ones. */
  readonly gray: number;
  /** A place times `scale` plus the offset is a pixel. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  /** The diameter of a point, in pixels. */
  readonly size: number;
}

/** Pixels of a canvas, row by row. */
export interface Pixels {
  readonly values: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws points as discs, straight into pixels: on a processor that takes a few milliseconds for 100,000 points,
 * less than a software renderer of WebGL.
 */
export function drawPoints(pixels: Pixels, points: DrawnPoints): void {
  pixels.values.fill(0);
  const { mask } = points;
  if (!mask) {
    drawSome(pixels, points, undefined, 0);
    return;
  }
  drawSome(pixels, points, mask, 0);
  drawSome(pixels, points, mask, 1);
}

/** Draws the points whose mask has a value. */
function drawSome(
  { values, width, height }: Pixels,
  { places, colors, gray, scale, left, top, size }: DrawnPoints,
  mask: Uint8Array | undefined,
  wanted: 0 | 1,
): void {
  const offsets = discOf(size, width);
  const reach = Math.ceil(size / 2);
  const isGray = mask !== undefined && wanted === 0;
  const count = colors.length;
  for (let point = 0; point < count; point++) {
    if (mask && mask[point] !== wanted) continue;
    const x = ((places[2 * point] ?? 0) * scale + left) | 0;
    const y = ((places[2 * point + 1] ?? 0) * scale + top) | 0;
    if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue;
    const color = isGray ? gray : (colors[point] ?? 0);
    const center = y * width + x;
    for (const offset of offsets) values[center + offset] = color;
  }
}

const discs = new Map<string, Int32Array>();

/** The pixels of a disc, relative to its center. */
function discOf(size: number, width: number): Int32Array {
  const key = `${size} ${width}`;
  const known = discs.get(key);
  if (known) return known;
  const offsets: number[] = [];
  const reach = Math.floor(size / 2);
  const middle = size % 2 === 0 ? 0.5 : 0;
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      if (Math.hypot(x + middle, y + middle) <= size / 2) offsets.push(y * width + x);
    }
  }
  const disc = Int32Array.from(offsets.length > 0 ? offsets : [0]);
  if (discs.size > 50) discs.clear();
  discs.set(key, disc);
  return disc;
}

/** A diameter at which the points of a map can be told apart. */
export function pointSize(count: number, zoom: number, ratio: number): number {
  const base =
    count > 300_000 ? 1.4 : count > 50_000 ? 2.2 : count > 5_000 ? 4 : count > 500 ? 6 : 9;
  return Math.max(1, Math.round(Math.min(16, base * zoom ** 0.35) * ratio));
}
