import { nameOfKind, type FileKind } from './kind-of-file.js';

/** The kinds of pictures that are decoded. */
export const imageKinds: ReadonlySet<FileKind> = new Set<FileKind>([
  'png',
  'jpeg',
  'webp',
  'gif',
  'tiff',
  'avif',
  'bmp',
  'heic',
]);

const asImages = 'convert it to JPEG or PNG';
const unpack = 'unpack it';
const exportImages = 'export its images into a folder for each class';

/** What to do with a file in an unsupported format. */
const advice: Partial<Readonly<Record<FileKind, string>>> = {
  jxl: asImages,
  jp2: asImages,
  jpegls: asImages,
  svg: 'render it to PNG',
  ico: asImages,
  psd: asImages,
  mng: asImages,
  exr: 'convert it to TIFF',
  hdr: 'convert it to TIFF',
  dds: asImages,
  qoi: asImages,
  pnm: asImages,
  xcf: asImages,
  sgi: asImages,
  sun: asImages,
  icns: asImages,
  jxr: asImages,
  flif: asImages,
  bpg: asImages,
  djvu: 'render its pages to PNG',
  emf: 'render it to PNG',
  wmf: 'render it to PNG',
  xpm: asImages,
  xbm: asImages,
  raw: asImages,
  dicom: 'convert it to TIFF or PNG',
  nifti: 'export its slices as TIFF',
  fits: 'convert it to TIFF',
  video: 'export its frames as images',
  pdf: 'render its pages to PNG',
  postscript: 'render it to PNG',
  npy: exportImages,
  npz: exportImages,
  mat: exportImages,
  hdf5: exportImages,
  arrow: 'export it to Parquet',
  lmdb: exportImages,
  sqlite: exportImages,
  pickle: exportImages,
  tar: unpack,
  zip: unpack,
  gzip: unpack,
  bzip2: unpack,
  xz: unpack,
  zstd: unpack,
  '7z': unpack,
  rar: unpack,
};

/** Why a supposed image file is not read, and what to do: `an SVG drawing; render it to PNG`. */
export function whyNotRead(kind: FileKind): string {
  const what = nameOfKind(kind);
  const doing = advice[kind];
  if (kind === 'lfs-pointer') return `${what}; fetch it with git lfs pull`;
  return doing === undefined
    ? `not an image but ${what}`
    : `${what}, which is not supported; ${doing}`;
}
