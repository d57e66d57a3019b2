import sharp from 'sharp';

import { kindOfFile } from '../files/kinds/kind-of-file.js';
import { imageKinds } from '../files/kinds/why-not-read.js';
import { measureImage } from './decode-image.js';
import type { ImageShape } from '../dataset/image-shape.js';
import { hasMorePages } from './tiff/tiff-tags.js';

/** What the header of an image file says. */
export interface ImageHeader extends ImageShape {
  readonly hasAlpha: boolean;
  /** Whether it has more than one frame or page, of which the first is used. */
  readonly isAnimated: boolean;
}

/**
 * Reads the header of an image of one of the kinds that are decoded.
 * @returns undefined if it can't be read.
 */
export async function readImageHeader(bytes: Uint8Array): Promise<ImageHeader | undefined> {
  const kind = kindOfFile(bytes);
  if (!imageKinds.has(kind)) return undefined;
  try {
    const shape = await measureImage(bytes);
    // libvips reads no BMP and no HEIC, and not every TIFF.
    const { hasAlpha = false, pages = 1 } =
      kind === 'bmp' || kind === 'heic'
        ? {}
        : await sharp(bytes)
            .metadata()
            .catch(() => ({ hasAlpha: false, pages: hasMorePages(bytes) ? 2 : 1 }));
    return { ...shape, hasAlpha, isAnimated: pages > 1 };
  } catch {
    return undefined;
  }
}
