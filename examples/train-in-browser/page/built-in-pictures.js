import { keyedRandom } from '@jssl/augment';

/** Signed distances, at most: below 0 is inside. Coordinates are from -1 to 1, turned with the thing. */
const kinds = {
  disc: (x, y) => Math.hypot(x, y) - 0.9,
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.7) - 0.2,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.75,
  frame: (x, y) => Math.abs(Math.max(Math.abs(x), Math.abs(y)) - 0.65) - 0.15,
  triangle: (x, y) => Math.max(0.5 * y + 0.866 * Math.abs(x), -y) - 0.45,
  cross: (x, y) =>
    Math.max(Math.max(Math.abs(x), Math.abs(y)) - 0.9, Math.min(Math.abs(x), Math.abs(y)) - 0.25),
  star: (x, y) => Math.hypot(x, y) - 0.6 - 0.35 * Math.cos(5 * Math.atan2(y, x)),
  stripes: (x, y) => Math.max(Math.hypot(x, y) - 0.9, 0.2 - Math.abs(((x * 2.5 + 10) % 1) - 0.5)),
};

export const kindNames = Object.keys(kinds);

/** Samples of a pixel along each axis, for smooth edges. */
const SAMPLES = 3;

/**
 * Pictures of simple things in random colors, places, sizes and directions on white, each kind in turn.
 * @returns pixels [N, S, S, 3], names, and the kind of each as its label.
 */
export function builtInPictures(count, side, seed = 1) {
  const pixels = new Uint8Array(count * side * side * 3);
  const names = [];
  const labels = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const kind = index % kindNames.length;
    labels[index] = kind;
    names.push(`${kindNames[kind]} ${Math.floor(index / kindNames.length) + 1}`);
    const size = side * side * 3;
    draw(pixels.subarray(index * size, (index + 1) * size), side, {
      isInside: kinds[kindNames[kind]],
      random: keyedRandom(seed, index),
    });
  }
  return { pixels, side, names, labels };
}

function draw(pixels, side, { isInside, random }) {
  const between = (least, most) => least + (most - least) * random();
  const ground = [246, 246, 246];
  const thing = [between(20, 200), between(20, 200), between(20, 200)];
  const radius = between(0.3, 0.45) * side;
  const [centerX, centerY] = [between(0.4, 0.6) * side, between(0.4, 0.6) * side];
  const turn = between(-0.5, 0.5);
  const [cos, sin] = [Math.cos(turn) / radius, Math.sin(turn) / radius];
  for (let at = 0; at < side * side; at++) {
    const [left, top] = [at % side, Math.floor(at / side)];
    let inside = 0;
    for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
      const x = left + ((sample % SAMPLES) + 0.5) / SAMPLES - centerX;
      const y = top + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - centerY;
      if (isInside(x * cos + y * sin, y * cos - x * sin) < 0) inside++;
    }
    const share = inside / (SAMPLES * SAMPLES);
    const noise = between(-4, 4);
    for (let channel = 0; channel < 3; channel++) {
      const mixed = ground[channel] + share * (thing[channel] - ground[channel]);
      pixels[3 * at + channel] = Math.round(mixed + noise);
    }
  }
}
