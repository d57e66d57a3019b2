import type { Dataset } from '@jssl/data';
import sharp from 'sharp';

/** Pictures of one size, one after the other in rows on one image. */
export interface Sprite {
  /** The image as a data URL. */
  readonly url: string;
  readonly columns: number;
  readonly rows: number;
  /** Pixels of each picture. */
  readonly width: number;
  readonly height: number;
}

/** Pixels across at most, of a row of pictures; WebP allows 16,383. */
const SHEET_WIDTH = 4096;
const QUALITY = 75;

/**
 * Draws pictures on one WebP image.
 * @param read the 8-bit pixels [n, H, W, C] of n pictures from the first on, C 1 or 3; asked for a row
 * at a time.
 * @param largest side of a picture, to which larger ones are made smaller.
 */
export async function drawSprite(
  read: (first: number, n: number) => Uint8Array,
  count: number,
  { height, width, channels }: Pick<Dataset, 'height' | 'width' | 'channels'>,
  largest: number,
): Promise<Sprite> {
  const factor = Math.min(1, largest / Math.max(height, width));
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
      const small = await resize(picture, { height, width, channels }, tile);
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

/** A picture [h, w, C] of another size. */
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
