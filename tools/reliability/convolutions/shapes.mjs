/** Every distinct convolution of all encoders that JSSL can create. */
import { fromPackage } from '../../measurement/from-package.mjs';

const { describeBackbone } = await fromPackage('resnet', 'describe-backbone');

/**
 * A convolution of a batch of `rows` images, padded by (kernel - 1) / 2 on every side.
 * @typedef {{ kernel: number, stride: number, inChannels: number, outChannels: number, height: number,
 *   width: number, rows: number }} Shape
 */

const outputSide = ({ kernel, stride }, side) =>
  Math.floor((side + 2 * ((kernel - 1) / 2) - kernel) / stride) + 1;

/** H' and W' of a convolution's output. */
export const outputSides = (shape) =>
  [shape.height, shape.width].map((side) => outputSide(shape, side));

/** How a convolution is written in messages and in `--shape`. */
export const written = ({ kernel, stride, inChannels, outChannels, height, width, rows }) =>
  [kernel, stride, inChannels, outChannels, height, width, rows].join('/');

/** What `written` wrote. @returns {Shape} */
export function parsed(text) {
  const [kernel, stride, inChannels, outChannels, height, width, rows] = text
    .split('/')
    .map(Number);
  return { kernel, stride, inChannels, outChannels, height, width, rows };
}

/** How many products of two numbers a convolution is. */
export function productsOf(shape) {
  const { kernel, inChannels, outChannels, rows } = shape;
  return outputSides(shape).reduce(
    (product, side) => product * side,
    rows * kernel ** 2 * inChannels * outChannels,
  );
}

/** Every depth, stem and width from 1 to 64, for images of 1 or 3 channels. */
function* encoders() {
  for (const depth of [18, 34, 50, 101, 152]) {
    for (const stem of ['small', 'imagenet']) {
      for (const inChannels of [1, 3]) {
        for (let width = 1; width <= 64; width++) {
          yield { depth, stem, inChannels, width, headWidth: 1, embeddingSize: 1 };
        }
      }
    }
  }
}

/** The sides of an encoder's feature maps, for every image size and each layer with a stride. */
const shrink = (sides, layer) =>
  layer.stride === 1 ? sides : new Set([...sides].map((side) => outputSide(layer, side)));

/** The convolutions of every encoder, each with the sides that its input may have. */
function convolutions() {
  const images = new Set(Array.from({ length: 93 }, (_, at) => 8 + at));
  const distinct = new Map();
  /** Also returns the sides of the output. */
  const add = ({ kernel, stride, inChannels, outChannels }, sides) => {
    const key = [kernel, stride, inChannels, outChannels].join();
    const known = distinct.get(key) ?? {
      kernel,
      stride,
      inChannels,
      outChannels,
      sides: new Set(),
    };
    for (const side of sides) known.sides.add(side);
    distinct.set(key, known);
    return shrink(sides, { kernel, stride });
  };
  for (const encoder of encoders()) {
    const { stem, maxPool, blocks } = describeBackbone(encoder);
    let sides = add(stem, images);
    if (maxPool) sides = shrink(sides, { kernel: 3, stride: 2 });
    for (const { path, shortcut } of blocks) {
      if (shortcut) add(shortcut, sides);
      sides = path.reduce((before, convolution) => add(convolution, before), sides);
    }
  }
  return [...distinct.values()];
}

/** Lehmer's generator: numbers in [0, 1), the same for one seed. */
export function generator(seed) {
  let state = (seed % 0x7ffffffe) + 1;
  const next = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
  next();
  return next;
}

/**
 * How many images a batch has: half of them 16, as training has at least, and few where a convolution is
 * large.
 */
function batchSize(shape, random) {
  const { kernel, inChannels, outChannels, height, width } = shape;
  const products = productsOf({ ...shape, rows: 1 });
  const copied = kernel ** 2 * (inChannels + outChannels) * height * width;
  const possible = [1, 2, 3, 5, 16, 16, 16, 16].filter(
    (rows) => rows === 1 || (rows * products <= 2e8 && rows * copied <= 6e7),
  );
  return possible[Math.floor(random() * possible.length)];
}

function shuffle(values, random) {
  for (let last = values.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [values[last], values[chosen]] = [values[chosen], values[last]];
  }
  return values;
}

/**
 * All distinct convolutions in an order drawn by a seed, each with a batch size, and of each one that has
 * a choice of sides also one of images that are not square. Kinds (kernel, stride, square or not, and
 * whether there are fewer channels than a vector has lanes) take turns, so that a short beginning of the
 * list has all of them.
 * @returns {Shape[]}
 */
export function distinctShapes(seed) {
  const random = generator(seed);
  const kinds = {};
  for (const { sides, ...convolution } of convolutions()) {
    const { kernel, stride, inChannels, outChannels } = convolution;
    const isNarrow = Math.min(inChannels, outChannels) < 16;
    const sorted = [...sides].sort((a, b) => a - b);
    const squares = sorted.map((side) => ({ ...convolution, height: side, width: side }));
    const [height, width] = shuffle([...sorted], random);
    const oblong = width === undefined ? [] : [{ ...convolution, height, width }];
    for (const [form, shapes] of Object.entries({ squares, oblong })) {
      (kinds[`${kernel}/${stride}/${isNarrow}/${form}`] ??= []).push(...shapes);
    }
  }
  const lists = Object.values(kinds).map((list) => shuffle(list, random));
  const ordered = [];
  for (let turn = 0; lists.some(({ length }) => turn < length); turn++) {
    for (const list of lists) {
      const shape = list[turn];
      if (shape) ordered.push({ ...shape, rows: batchSize(shape, random) });
    }
  }
  return ordered;
}
