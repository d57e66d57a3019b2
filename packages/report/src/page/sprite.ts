import type { Dataset } from '@jssl/data';
import sharp from 'sharp';

import { trusted, type Html } from './html.js';

/** Pictures of one size, laid out in rows on one image. */
export interface Sprite {
  /** The image as a data URL. */
  readonly url: string;
  readonly columns: number;
  readonly rows: number;
  /** Size of each picture in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Largest width of the image in pixels; WebP allows 16,383. */
const SHEET_WIDTH = 4096;
const QUALITY = 75;

export interface SpriteOptions {
  /** How many pictures. */
  readonly count: number;
  /** The size of the pictures; C is 1 or 3. */
  readonly shape: Pick<Dataset, 'height' | 'width' | 'channels'>;
  /** Larger pictures are reduced to this side. */
  readonly largestSide: number;
}

/**
 * Draws pictures on one WebP image.
 * @param read the 8-bit pixels [n, H, W, C] of n pictures from `first` on; called row by row.
 */
export async function drawSprite(
  read: (first: number, n: number) => Uint8Array,
  { count, shape, largestSide }: SpriteOptions,
): Promise<Sprite> {
  const { height, width, channels } = shape;
  const factor = Math.min(1, largestSide / Math.max(height, width));
  const tile = {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
  const columns = Math.min(
    Math.ceil(Math.sqrt(count)),
    Math.max(1, Math.floor(SHEET_WIDTH / tile.width)),
  );
  const rows = Math.ceil(count / columns);
  const sheetWidth = columns * tile.width;
  const sheet = new Uint8Array(sheetWidth * rows * tile.height * channels);
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    const filled = Math.min(columns, count - first);
    const pixels = read(first, filled);
    const bytes = height * width * channels;
    for (let column = 0; column < filled; column++) {
      const picture = pixels.subarray(column * bytes, (column + 1) * bytes);
      const small = await resize(picture, shape, tile);
      for (let line = 0; line < tile.height; line++) {
        const from = line * tile.width * channels;
        const to = ((row * tile.height + line) * sheetWidth + column * tile.width) * channels;
        sheet.set(small.subarray(from, from + tile.width * channels), to);
      }
    }
  }
  const image = await sharp(sheet, {
    raw: { width: sheetWidth, height: rows * tile.height, channels: channels as 1 | 3 },
  })
    .webp({ quality: QUALITY })
    .toBuffer();
  return { url: `data:image/webp;base64,${image.toString('base64')}`, columns, rows, ...tile };
}

/** Pictures are shown with this side: small ones doubled, larger ones at their own size. */
const SHOWN_SIDE = 56;

/** The CSS rule that shows a sprite's pictures in elements of a class. */
export function spriteStyle(name: string, { url, columns, rows, width, height }: Sprite): Html {
  const side = Math.max(width, height);
  const doubled = 2 * side <= SHOWN_SIDE;
  const scale = doubled ? 2 : Math.max(1, SHOWN_SIDE / side);
  const shown = (length: number) => Math.round(length * scale);
  return trusted(
    `.${name}{width:${shown(width)}px;height:${shown(height)}px;` +
      `background-image:url(${url});background-size:${columns * 100}% ${rows * 100}%` +
      `${doubled ? ';image-rendering:pixelated' : ''}}`,
  );
}

/** Resizes a picture [h, w, C]. */
async function resize(
  pixels: Uint8Array,
  { height, width, channels }: Pick<Dataset, 'height' | 'width' | 'channels'>,
  tile: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  if (tile.width === width && tile.height === height) return pixels;
  return sharp(pixels, { raw: { width, height, channels: channels as 1 | 3 } })
    .resize({ ...tile, fit: 'fill' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
}
