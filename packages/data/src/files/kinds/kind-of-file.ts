// cspell:ignore avci dicm fujifilmccd heim heis heix hevm hevs hevx iiro iirs isom mdat mmor moov qoif rgbe
import { isBytesOfText, rootElementOf } from './text-start.js';

/** Number of bytes at the start of a file that `kindOfFile` looks at. */
export const KIND_BYTES = 1024;

/** The kind of a file, by its content, and its name in a sentence. */
const kindNames = {
  // Pictures that are decoded.
  png: 'a PNG image',
  jpeg: 'a JPEG image',
  webp: 'a WebP image',
  gif: 'a GIF image',
  tiff: 'a TIFF image',
  avif: 'an AVIF image',
  bmp: 'a BMP image',
  heic: 'a HEIC photo',
  // Pictures of other kinds.
  jxl: 'a JPEG XL image',
  jp2: 'a JPEG 2000 image',
  jpegls: 'a JPEG-LS image',
  svg: 'an SVG drawing',
  ico: 'an icon (ICO)',
  psd: 'a Photoshop file',
  mng: 'an MNG animation',
  exr: 'an OpenEXR image',
  hdr: 'a Radiance HDR image',
  dds: 'a DDS texture',
  qoi: 'a QOI image',
  pnm: 'a PNM image',
  xcf: 'a GIMP file',
  sgi: 'an SGI image',
  sun: 'a Sun raster image',
  icns: 'a macOS icon (ICNS)',
  jxr: 'a JPEG XR image',
  flif: 'a FLIF image',
  bpg: 'a BPG image',
  djvu: 'a DjVu document',
  emf: 'a Windows drawing (EMF)',
  wmf: 'a Windows drawing (WMF)',
  xpm: 'an XPM image',
  xbm: 'an XBM image',
  raw: 'a raw camera photo',
  dicom: 'a DICOM image',
  nifti: 'a NIfTI volume',
  fits: 'a FITS image',
  video: 'a video',
  audio: 'a sound file',
  pdf: 'a PDF document',
  postscript: 'a PostScript document',
  // Files that hold many pictures or arrays.
  npy: 'a NumPy array (.npy)',
  npz: 'a NumPy archive (.npz)',
  mat: 'a MATLAB file (.mat)',
  hdf5: 'an HDF5 file',
  parquet: 'a Parquet file',
  arrow: 'an Arrow file',
  lmdb: 'an LMDB database',
  sqlite: 'an SQLite database',
  pickle: 'a Python pickle',
  idx: 'an IDX file',
  packed: 'a packed data set',
  tar: 'a tar archive',
  zip: 'a ZIP archive',
  gzip: 'a gzip file',
  bzip2: 'a bzip2 file',
  xz: 'an xz file',
  zstd: 'a Zstandard file',
  '7z': 'a 7z archive',
  rar: 'a RAR archive',
  // Files that are often named like a picture.
  'lfs-pointer': 'a Git LFS pointer, not the file itself',
  html: 'a web page',
  xml: 'an XML file',
  json: 'a JSON file',
  text: 'a text file',
  ole: 'a Windows thumbnail cache or an old Office document',
  program: 'a program',
  empty: 'an empty file',
  zeros: 'a file of zeros',
  unknown: 'a file of an unknown kind',
} as const;

/** A kind of file. */
export type FileKind = keyof typeof kindNames;

/** The name of a kind in a sentence: `an SVG drawing`. */
export function nameOfKind(kind: FileKind): string {
  return kindNames[kind];
}

const brandsOf = (start: Buffer): string[] => {
  const end = Math.min(start.readUInt32BE(0), start.length);
  const brands = [start.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(start.toString('latin1', at, at + 4));
  return brands;
};

/** The kind of an ISO base media file, by its brands; the box must be a plausible one. */
function kindOfBrands(start: Buffer): FileKind | undefined {
  if (start.length < 16 || start.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const length = start.readUInt32BE(0);
  if (length < 16 || length > KIND_BYTES || length % 4 !== 0) return undefined;
  const brands = brandsOf(start);
  const [major = ''] = brands;
  const has = (...names: string[]) => brands.some((brand) => names.includes(brand));
  if (major === 'crx ') return 'raw';
  if (has('avif', 'avis')) return 'avif';
  if (
    has(
      'heic',
      'heix',
      'hevc',
      'hevx',
      'heim',
      'heis',
      'hevm',
      'hevs',
      'mif1',
      'msf1',
      'avci',
      'j2ki',
    )
  ) {
    return 'heic';
  }
  return major.startsWith('M4A') ? 'audio' : 'video';
}

/** A BMP: its header must have a valid length, because two letters alone prove little. */
function isBmp(start: Buffer): boolean {
  if (start.length < 26 || start.toString('latin1', 0, 2) !== 'BM') return false;
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(start.readUInt32LE(14));
}

function kindOfZip(start: Buffer): FileKind {
  if (start.length < 30) return 'zip';
  const name = start.toString('latin1', 30, 30 + start.readUInt16LE(26));
  return name.endsWith('.npy') ? 'npz' : 'zip';
}

type Test = RegExp | ((start: Buffer) => boolean);

/** How each kind is recognized in the first bytes, as Latin-1; the first match wins. */
const signatures: readonly (readonly [kind: FileKind, test: Test])[] = [
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['jpegls', /^\xff\xd8\xff\xf7/],
  ['jpeg', /^\xff\xd8\xff/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF....WEBP/s],
  ['raw', /^(II\*\0....CR|IIRO|IIRS|MMOR|IIU\0|FUJIFILMCCD-RAW|\0MRM|FOVb)/s],
  ['tiff', /^(II\*\0|MM\0\*|II\+\0\x08\0|MM\0\+\0\x08)/],
  ['bmp', isBmp],
  ['jxl', /^(\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n)/],
  ['jp2', /^(\0\0\0\x0cjP {2}\r\n\x87\n|\xff\x4f\xff\x51)/],
  ['ico', /^\0\0[\x01\x02]\0[^\0]\0[^]{14}/],
  ['psd', /^8BPS\0[\x01\x02]/],
  ['mng', /^[\x8a\x8b](MNG|JNG)\r\n\x1a\n/],
  ['exr', /^v\/1\x01/],
  ['hdr', /^#\?(RADIANCE|RGBE)/],
  ['dds', /^DDS \x7c\0\0\0/],
  ['qoi', /^qoif/],
  ['pnm', /^P[1-7][\s#]/],
  ['xcf', /^gimp xcf/],
  ['sgi', /^\x01\xda[\0\x01][\x01\x02]\0[\x01-\x03]/],
  ['sun', /^\x59\xa6\x6a\x95/],
  ['icns', /^icns[^]{12}/],
  ['jxr', /^II\xbc[\0\x01]/],
  ['flif', /^FLIF[\x31-\x64]/],
  ['bpg', /^BPG\xfb/],
  ['djvu', /^AT&TFORM/],
  ['emf', /^\x01\0{3}[^]{36} EMF/],
  ['wmf', /^\xd7\xcd\xc6\x9a\0\0/],
  ['xpm', /^\/\* XPM \*\//],
  ['xbm', /^#define \S+_width \d/],
  ['dicom', /^[^]{128}DICM/],
  ['nifti', /^[^]{344}n(\+1|i1)\0/],
  ['fits', /^SIMPLE {2}=/],
  ['pdf', /^%PDF-/],
  ['postscript', /^(%!PS|\xc5\xd0\xd3\xc6)/],
  ['npy', /^\x93NUMPY/],
  ['mat', /^MATLAB [57]\.[0-9]/],
  ['hdf5', /^\x89HDF\r\n\x1a\n/],
  ['parquet', /^PAR[1E]/],
  ['arrow', /^(ARROW1|\xff\xff\xff\xff....[\x04-\x20]\0\0\0)/s],
  ['lmdb', /^[^]{16}\xde\xc0\xef\xbe/],
  ['sqlite', /^SQLite format 3\0/],
  ['packed', /^JSSLPK/],
  ['idx', /^\0\0[\x08\x09\x0b-\x0e][\x01-\x04]\0/],
  ['tar', /^[^]{257}ustar/],
  ['gzip', /^\x1f\x8b\x08/],
  ['bzip2', /^BZh[1-9]1AY&SY/],
  ['xz', /^\xfd7zXZ\0/],
  ['zstd', /^\x28\xb5\x2f\xfd/],
  ['7z', /^7z\xbc\xaf\x27\x1c/],
  ['rar', /^Rar!\x1a\x07/],
  [
    'video',
    /^(\x1a\x45\xdf\xa3|RIFF....AVI |\0\0\x01[\xb3\xba]|FLV\x01|....(moov|mdat|wide)|0&\xb2u)/s,
  ],
  ['audio', /^(RIFF....WAVE|ID3[\x02-\x04]|OggS|fLaC)/s],
  ['ole', /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/],
  ['program', /^(\x7fELF|MZ[^]{58}|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe)/],
  // Protocols 2 to 5 start with their number, followed by a frame, dictionary, list, tuple or global.
  ['pickle', /^\x80[\x02-\x05][\x95}\](cX\x8c]/],
  ['lfs-pointer', /^version https:\/\/git-lfs\.github\.com\/spec\//],
];

/** Not `[section]` of a configuration file. */
const JSON_START = /^(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*(["{[\]\d-]|true|false|null))/;

/** The kind of a text file, by its first element or character. */
function kindOfText(start: Buffer): FileKind | undefined {
  const element = rootElementOf(start)?.toLowerCase();
  if (element === 'svg') return 'svg';
  if (element === 'html' || element === '!doctype html') return 'html';
  if (element !== undefined)
    return /^(head|body|meta|script|title|div|p)$/.test(element) ? 'html' : 'xml';
  if (!isBytesOfText(start)) return undefined;
  return JSON_START.test(start.toString('latin1')) ? 'json' : 'text';
}

/**
 * The kind of a file, by its first bytes and not by its name. Signatures only count at the position where the
 * format has them, so a drawing is not taken for a photo because a comment in it contains the right letters.
 * @param bytes the first `KIND_BYTES` of the file, or all of it if it is shorter.
 */
export function kindOfFile(bytes: Uint8Array): FileKind {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, KIND_BYTES));
  if (start.length === 0) return 'empty';
  const text = start.toString('latin1');
  if (/^PK(\x03\x04|\x05\x06)/.test(text)) return kindOfZip(start);
  const found =
    kindOfBrands(start) ??
    signatures.find(([, test]) => (test instanceof RegExp ? test.test(text) : test(start)))?.[0] ??
    kindOfText(start);
  if (found) return found;
  return start.every((byte) => byte === 0) ? 'zeros' : 'unknown';
}
