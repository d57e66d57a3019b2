import { extname } from 'node:path';

/** The file name extensions of images that can be decoded, in lower case. */
export const imageExtensions = [
  ...['.png', '.apng', '.jpg', '.jpeg', '.jpe', '.jfif', '.jif', '.pjpeg', '.pjp'],
  ...['.webp', '.gif', '.tif', '.tiff', '.avif', '.bmp', '.dib'],
  ...['.heic', '.heif', '.heics', '.hif'],
];

/** The extensions of raw photos of cameras. */
const rawExtensions = [
  ...['.dng', '.cr2', '.cr3', '.nef', '.nrw', '.arw', '.sr2', '.srf', '.orf', '.rw2', '.raf'],
  ...['.pef', '.srw', '.3fr', '.iiq', '.erf', '.kdc', '.dcr'],
];

/**
 * The extensions of other pictures: a file with one of them is listed even if its content is not a picture.
 */
const pictureExtensions = [
  ...['.avifs', '.jxl', '.jp2', '.j2k', '.jpf'],
  ...['.jpx', '.jls', '.ico', '.psd', '.exr', '.hdr', '.dds', '.qoi', '.pbm', '.pgm', '.ppm'],
  ...['.pnm', '.pam', '.xcf', '.dcm', '.svg', '.tga', '.pcx', '.sgi', '.ras', '.icns', '.jxr'],
  ...['.wdp', '.hdp', '.flif', '.bpg', '.djvu', '.emf', '.wmf', '.xbm', '.xpm'],
  ...['.cur', '.eps', '.svgz', '.wbmp', '.pict', '.pct', '.pfm', '.dpx', '.cin', '.jxs', '.jb2'],
  ...['.ktx', '.ktx2', '.heifs', '.nii', '.mrc', '.czi', '.nd2', '.lif', '.oib', '.vsi'],
];

const hasExtension = (name: string, extensions: readonly string[]) =>
  extensions.includes(extname(name.replace(/\.nii\.gz$/i, '.nii')).toLowerCase());

/** Whether a file name has the extension of an image that can be decoded, in any case. */
export function isImageName(name: string): boolean {
  return hasExtension(name, imageExtensions);
}

/** Whether a file name has the extension of a camera's raw photo, in any case. */
export function isRawName(name: string): boolean {
  return hasExtension(name, rawExtensions);
}

/** Whether a file name has the extension of any kind of picture, in any case. */
export function isPictureName(name: string): boolean {
  return isImageName(name) || isRawName(name) || hasExtension(name, pictureExtensions);
}
