import sharp from 'sharp';

import type { Dataset } from '../dataset/dataset.js';
import type { ImagePlace } from './duplicates/duplicate-pair.js';
import { pictureSource } from './pictures/picture-source.js';

/**
 * Draws a small version of the whole, uncropped image as a WebP.
 * @param options.folder that image names are relative to: draws from the files.
 * @param options.side of the longer side, in pixels; smaller images keep their size. Default 128.
 * @returns the bytes of the WebP.
 * @throws RangeError if there is no such image.
 * @example
 * ```ts
 * import { imageThumbnail, openDataset } from '@jssl/data';
 *
 * const photos = await openDataset('photos');
 * const webp = await imageThumbnail(photos, { split: 'train', index: 0 });
 * console.log(Buffer.from(webp).toString('latin1', 8, 12)); // WEBP
 * ```
 */
export async function imageThumbnail(
  dataset: Dataset,
  { split, index }: Pick<ImagePlace, 'split' | 'index'>,
  { folder, side = 128 }: { readonly folder?: string | undefined; readonly side?: number } = {},
): Promise<Uint8Array> {
  const set = dataset[split];
  if (!set) throw new RangeError(`imageThumbnail: ${dataset.name} has no ${split} images`);
  const { pixels, height, width, channels } = await pictureSource(dataset, folder).read(set, index);
  return sharp(pixels, { raw: { height, width, channels: channels as 1 | 3 } })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 70 })
    .toBuffer();
}
