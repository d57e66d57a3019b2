/** Common changes of pictures, each a function from a PNG to an encoded picture. */
import sharp from 'sharp';

/** Compressing well takes longer than everything else. */
const FAST = { compressionLevel: 1 };

const sized = async (png) => {
  const { width = 1, height = 1 } = await sharp(png).metadata();
  return { width, height };
};

const resized = (factor) => async (png) => {
  const { width, height } = await sized(png);
  const size = (side) => Math.max(1, Math.round(side * factor));
  return sharp(png).resize(size(width), size(height), { fit: 'fill' }).png(FAST).toBuffer();
};

/** Cuts shares of the sides off. */
const cropped = (left, right, top, bottom) => async (png) => {
  const { width, height } = await sized(png);
  const cut = {
    left: Math.round(width * left),
    top: Math.round(height * top),
    width: width - Math.round(width * left) - Math.round(width * right),
    height: height - Math.round(height * top) - Math.round(height * bottom),
  };
  return sharp(png).extract(cut).png(FAST).toBuffer();
};

/** Every value through a function of 0 to 1. */
const toned = (curve) => async (png) => {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const values = data.map((value) =>
    Math.round(255 * Math.min(1, Math.max(0, curve(value / 255)))),
  );
  const { width, height, channels } = info;
  return sharp(values, { raw: { width, height, channels } }).png(FAST).toBuffer();
};

const jpeg = (quality) => (png) => sharp(png).jpeg({ quality }).toBuffer();
const watermark = async (png) => {
  const { width, height } = await sized(png);
  const size = Math.max(8, Math.round(Math.min(width, height) / 12));
  const text = `<svg width="${width}" height="${height}"><text x="${width - 4}" y="${height - 4}"
    text-anchor="end" font-family="sans-serif" font-size="${size}" fill="#888">© photo</text></svg>`;
  return sharp(png)
    .composite([{ input: Buffer.from(text) }])
    .png(FAST)
    .toBuffer();
};

/** @type {readonly { name: string, expected: string, apply: (png: Buffer) => Buffer | Promise<Buffer> }[]} */
export const changes = [
  { name: 'same file', expected: 'same file', apply: (png) => png },
  {
    name: 'same pixels, saved again',
    expected: 'same pixels',
    apply: (png) => sharp(png).png({ compressionLevel: 9 }).toBuffer(),
  },
  { name: 'JPEG, quality 95', expected: 'recompressed', apply: jpeg(95) },
  { name: 'JPEG, quality 75', expected: 'recompressed', apply: jpeg(75) },
  { name: 'JPEG, quality 50', expected: 'recompressed', apply: jpeg(50) },
  { name: 'resized by 0.5', expected: 'resized', apply: resized(0.5) },
  { name: 'resized by 0.75', expected: 'resized', apply: resized(0.75) },
  { name: 'resized by 2', expected: 'resized', apply: resized(2) },
  {
    name: 'mirrored',
    expected: 'mirrored',
    apply: (png) => sharp(png).flop().png(FAST).toBuffer(),
  },
  { name: 'flipped', expected: 'flipped', apply: (png) => sharp(png).flip().png(FAST).toBuffer() },
  {
    name: 'rotated by 90°',
    expected: 'rotated by 90°',
    apply: (png) => sharp(png).rotate(90).png(FAST).toBuffer(),
  },
  {
    name: 'rotated by 180°',
    expected: 'rotated by 180°',
    apply: (png) => sharp(png).rotate(180).png(FAST).toBuffer(),
  },
  {
    name: 'rotated by 270°',
    expected: 'rotated by 270°',
    apply: (png) => sharp(png).rotate(270).png(FAST).toBuffer(),
  },
  {
    name: 'brightness +20 %',
    expected: 'brightness or contrast',
    apply: toned((value) => 1.2 * value),
  },
  {
    name: 'brightness −20 %',
    expected: 'brightness or contrast',
    apply: toned((value) => 0.8 * value),
  },
  {
    name: 'contrast +20 %',
    expected: 'brightness or contrast',
    apply: toned((value) => 0.5 + 1.2 * (value - 0.5)),
  },
  {
    name: 'contrast −20 %',
    expected: 'brightness or contrast',
    apply: toned((value) => 0.5 + 0.8 * (value - 0.5)),
  },
  { name: 'gamma 1.4', expected: 'brightness or contrast', apply: toned((value) => value ** 1.4) },
  { name: 'gamma 0.7', expected: 'brightness or contrast', apply: toned((value) => value ** 0.7) },
  {
    name: 'grayscale',
    expected: 'without color',
    apply: (png) => sharp(png).grayscale().png(FAST).toBuffer(),
  },
  {
    name: 'cropped by 2 % on each side',
    expected: 'cropped',
    apply: cropped(0.02, 0.02, 0.02, 0.02),
  },
  {
    name: 'cropped by 5 % on each side',
    expected: 'cropped',
    apply: cropped(0.05, 0.05, 0.05, 0.05),
  },
  { name: 'cropped by 10 % on each side', expected: 'cropped', apply: cropped(0.1, 0.1, 0.1, 0.1) },
  { name: 'cropped by 2 % on the left', expected: 'cropped', apply: cropped(0.02, 0, 0, 0) },
  { name: 'cropped by 5 % at the bottom', expected: 'cropped', apply: cropped(0, 0, 0, 0.05) },
  { name: 'cropped by 10 % on the right', expected: 'cropped', apply: cropped(0, 0.1, 0, 0) },
  {
    name: 'mirrored, resized by 0.5, JPEG 75',
    expected: 'mirrored',
    apply: async (png) =>
      sharp(await resized(0.5)(png))
        .flop()
        .jpeg({ quality: 75 })
        .toBuffer(),
  },
  {
    name: 'cropped by 5 %, JPEG 75',
    expected: 'cropped',
    apply: async (png) => jpeg(75)(await cropped(0.05, 0.05, 0.05, 0.05)(png)),
  },
  { name: 'small watermark', expected: 'recompressed', apply: watermark },
];
