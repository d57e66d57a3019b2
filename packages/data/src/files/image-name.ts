import { extname } from 'node:path';

/** The endings of the files that are taken for images, in lower case. */
export const imageExtensions = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff', '.avif'];

/** Whether a file is taken for an image, by its ending in any case. */
export function isImageName(name: string): boolean {
  return imageExtensions.includes(extname(name).toLowerCase());
}
