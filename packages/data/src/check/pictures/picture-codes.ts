import { dotProduct } from './dot-product.js';

/** Side of the gray picture that codes are computed from. */
export const CODE_SIDE = 24;
/** Frequencies on each axis. */
const FREQUENCIES = 8;
/** Bits of a code, in bands of `BAND_BITS`. */
export const BANDS = 4;
export const BAND_BITS = 15;

/** A part of a picture, as shares of its width and height. */
export interface Window {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const sides = (left: number, right: number, top: number, bottom: number): Window => ({
  left,
  right: 1 - right,
  top,
  bottom: 1 - bottom,
});

function* cropsOf(share: number): Generator<Window> {
  const s = share;
  yield sides(s, s, s, s);
  yield* [sides(s, 0, 0, 0), sides(0, s, 0, 0), sides(0, 0, s, 0), sides(0, 0, 0, s)];
  yield* [sides(s, 0, s, 0), sides(s, 0, 0, s), sides(0, s, s, 0), sides(0, s, 0, s)];
  yield* [sides(s, s, 0, 0), sides(0, 0, s, s)];
}

/** All of a picture. */
export const whole = sides(0, 0, 0, 0);

/** The whole picture, then some crops; the codes of crops in between still match. */
export const windows: readonly Window[] = [
  whole,
  sides(0.025, 0.025, 0.025, 0.025),
  ...cropsOf(0.055),
  ...cropsOf(0.1),
];

/** Integrals of cosines over the pixels of a window of one axis [FREQUENCIES, CODE_SIDE]. */
function basis(start: number, end: number): Float32Array {
  const made = new Float32Array(FREQUENCIES * CODE_SIDE);
  for (let frequency = 0; frequency < FREQUENCIES; frequency++) {
    const rate = (Math.PI * frequency) / (end - start);
    for (let pixel = 0; pixel < CODE_SIDE; pixel++) {
      const from = Math.max(start, pixel / CODE_SIDE);
      const to = Math.min(end, (pixel + 1) / CODE_SIDE);
      if (to <= from) continue;
      made[frequency * CODE_SIDE + pixel] =
        frequency === 0
          ? to - from
          : (Math.sin(rate * (to - start)) - Math.sin(rate * (from - start))) / rate;
    }
  }
  return made;
}

const axes = new Map<string, Float32Array>();
const axis = (start: number, end: number) => {
  const key = `${start} ${end}`;
  const made = axes.get(key) ?? basis(start, end);
  axes.set(key, made);
  return made;
};
const bases = windows.map(({ left, right, top, bottom }) => ({
  across: axis(left, right),
  down: axis(top, bottom),
}));

/** The pairs of frequencies (across, down) of the bits, from low to high. */
const order = Array.from({ length: FREQUENCIES ** 2 }, (_, at) => ({
  across: at % FREQUENCIES,
  down: Math.floor(at / FREQUENCIES),
}))
  .slice(1)
  .sort(
    (one, other) => one.across + one.down - other.across - other.down || one.across - other.across,
  )
  .slice(0, BANDS * BAND_BITS);

const plainPlaces = Uint8Array.from(order, ({ across, down }) => down * FREQUENCIES + across);
const transposedPlaces = Uint8Array.from(order, ({ across, down }) => across * FREQUENCIES + down);

/** Bit i belongs to band i modulo BANDS, so that every band has low and high frequencies. */
const bandOf = (bit: number) => bit % BANDS;
const bitInBand = (bit: number) => Math.floor(bit / BANDS);

/** The sign of each frequency after mirroring or flipping [4 (1 mirror, 2 flip), bits]. */
const signs = [0, 1, 2, 3].map((which) =>
  Int8Array.from(order, ({ across, down }) => {
    const odd = ((which & 1) !== 0 ? across : 0) + ((which & 2) !== 0 ? down : 0);
    return odd % 2 === 1 ? -1 : 1;
  }),
);

/** The lowest frequencies of a window of a picture (discrete cosine transform). */
export interface Spectrum {
  /** [down, across] */
  readonly values: Float32Array;
  /** Smaller values count as 0: symmetric pictures have many, with random signs. */
  readonly least: number;
}

/** The code of a turned window. */
export interface WindowCode {
  /** Bits of the frequencies with a positive sign [BANDS]. */
  readonly bands: Int32Array;
  /** Masks of the least certain bits of each band, the least certain first [BANDS, `weak`]. */
  readonly weak: Int32Array;
}

/** Frequencies below this share of the picture's total count as 0. */
const LEAST_SHARE = 0.003;

/**
 * The lowest frequencies of each window of a gray picture. Small changes of the picture flip few of their
 * signs, and brightness and contrast none; turning or mirroring only permutes them.
 * @param gray [CODE_SIDE, CODE_SIDE]
 * @param count how many windows, from the first.
 */
export function spectraOf(gray: ArrayLike<number>, count: number): Spectrum[] {
  const plane = Float32Array.from(gray);
  const rows = new Map<Float32Array, Float32Array>();
  return bases.slice(0, count).map(({ across, down }) => {
    let half = rows.get(across); // [FREQUENCIES, CODE_SIDE]
    if (!half) rows.set(across, (half = multiply(across, plane, CODE_SIDE)));
    const values = multiply(down, half, FREQUENCIES);
    let squares = 0;
    for (let at = 1; at < values.length; at++) squares += (values[at] ?? 0) ** 2;
    return { values, least: LEAST_SHARE * Math.sqrt(squares) };
  });
}

/**
 * One matrix times the transpose of another.
 * @param basis [FREQUENCIES, CODE_SIDE]
 * @param by [count, CODE_SIDE]
 * @returns [FREQUENCIES, count]
 */
function multiply(basis: Float32Array, by: Float32Array, count: number): Float32Array {
  const made = new Float32Array(FREQUENCIES * count);
  for (let frequency = 0; frequency < FREQUENCIES; frequency++) {
    const at = frequency * CODE_SIDE;
    for (let row = 0; row < count; row++) {
      const range = { at, to: row * CODE_SIDE, count: CODE_SIDE };
      made[frequency * count + row] = dotProduct(basis, by, range);
    }
  }
  return made;
}

/** @param weak how many of the least certain bits of each band to find. */
export const emptyCode = (weak: number): WindowCode => ({
  bands: new Int32Array(BANDS),
  weak: new Int32Array(BANDS * weak),
});

/** How far weak bits are from changing sign; scratch space, used by one call at a time. */
const sizesOf = new Float32Array(BANDS * BAND_BITS);

/**
 * The code of a turned picture.
 * @param orientation as in `orientations`.
 * @param into the code to fill, with as many weak bits as it has room for.
 */
export function codeOf(
  { values, least }: Spectrum,
  orientation: number,
  into: WindowCode = emptyCode(0),
): WindowCode {
  const { bands, weak: weakest } = into;
  const weak = weakest.length / BANDS;
  const sizes = sizesOf.subarray(0, weakest.length).fill(Infinity);
  bands.fill(0);
  weakest.fill(0);
  const places = orientation & 4 ? transposedPlaces : plainPlaces;
  const sign = signs[orientation & 3] ?? new Int8Array(places.length);
  for (let bit = 0; bit < places.length; bit++) {
    const value = (values[places[bit] ?? 0] ?? 0) * (sign[bit] ?? 1) - least;
    const band = bandOf(bit);
    const mask = 1 << bitInBand(bit);
    if (value > 0) bands[band] = (bands[band] ?? 0) | mask;
    // Keeps the weakest bits of each band, sorted.
    const size = Math.abs(value);
    let at = (band + 1) * weak - 1;
    if (weak === 0 || size >= (sizes[at] ?? 0)) continue;
    for (; at > band * weak && size < (sizes[at - 1] ?? 0); at--) {
      sizes[at] = sizes[at - 1] ?? 0;
      weakest[at] = weakest[at - 1] ?? 0;
    }
    sizes[at] = size;
    weakest[at] = mask;
  }
  return into;
}
