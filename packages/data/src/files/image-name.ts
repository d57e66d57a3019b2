import { extname } from 'node:path';

/** The file name extensions of images, in lower case. */
export const imageExtensions = [
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
  '.bmp',
];

/** Whether a file name has the extension of an image, in any case. */
export function isImageName(name: string): boolean {
  return imageExtensions.includes(extname(name).toLowerCase());
}
