import sharp from 'sharp';

import { drawSprite, type Sprite } from './sprite.js';

/** The mean color [3] of each picture. */
async function meanColors({ url, columns, width, height }: Sprite, count: number) {
  const file = Buffer.from(url.replace('data:image/webp;base64,', ''), 'base64');
  const colors = [];
  for (let at = 0; at < count; at++) {
    const box = {
      left: (at % columns) * width,
      top: Math.floor(at / columns) * height,
      width,
      height,
    };
    const { channels } = await sharp(await sharp(file).extract(box).png().toBuffer()).stats();
    colors.push(channels.map(({ mean }) => mean));
  }
  return colors;
}

test('pictures are laid out in rows, in order', async () => {
  // 16 x 16 gray pictures, each brighter than the one before.
  const read = (first: number, n: number) =>
    Uint8Array.from({ length: n * 256 }, (_, at) => 20 * (first + Math.floor(at / 256)));
  const sprite = await drawSprite(read, {
    count: 11,
    shape: { height: 16, width: 16, channels: 1 },
    largestSide: 40,
  });
  expect(sprite).toMatchObject({ columns: 4, rows: 3, width: 16, height: 16 });
  const colors = await meanColors(sprite, 11);
  colors.forEach(([red = NaN], at) => {
    // WebP of this quality loses less than 3 of 255 on plain colors.
    expect(Math.abs(red - 20 * at)).toBeLessThan(3);
  });
});

test('larger pictures are reduced, with their proportions and colors', async () => {
  const colors = [
    [200, 30, 40],
    [30, 40, 200],
  ];
  const read = (first: number, n: number) =>
    Uint8Array.from(
      { length: n * 64 * 32 * 3 },
      (_, at) => colors[first + Math.floor(at / (64 * 32 * 3))]?.[at % 3] ?? 0,
    );
  const sprite = await drawSprite(read, {
    count: 2,
    shape: { height: 64, width: 32, channels: 3 },
    largestSide: 40,
  });
  expect(sprite).toMatchObject({ columns: 2, rows: 1, width: 20, height: 40 });
  const drawn = await meanColors(sprite, 2);
  drawn.forEach((color, at) => {
    color.forEach((value, channel) => {
      // Colors are stored at half the resolution, so they mix where pictures meet.
      expect(Math.abs(value - (colors[at]?.[channel] ?? NaN))).toBeLessThan(12);
    });
  });
});
