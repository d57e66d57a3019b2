// cspell:ignore dicm ftypavif isom miaf möglich nicht svgftypavif
import { gzipSync } from 'node:zlib';

import sharp from 'sharp';

import { kindOfFile, nameOfKind, type FileKind } from './kind-of-file.js';

const latin = (text: string) => Buffer.from(text, 'latin1');
const at = (offset: number, text: string) => Buffer.concat([Buffer.alloc(offset, 1), latin(text)]);
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
/** An `ftyp` box with these brands; the first is the major one. */
const brands = (...names: string[]) => {
  const [major = '', ...compatible] = names;
  const box = latin(`....ftyp${major}\0\0\0\0${compatible.join('')}`);
  box.writeUInt32BE(box.length, 0);
  return Buffer.concat([box, Buffer.alloc(64)]);
};
const bmp = (header: number) => {
  const bytes = Buffer.alloc(64);
  bytes.write('BM');
  bytes.writeUInt32LE(header, 14);
  return bytes;
};
const drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>';

test.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)(
  'a %s file that was just written is one',
  async (kind) => {
    const image = sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } });
    expect(kindOfFile(await image.toFormat(kind).toBuffer())).toBe(kind);
  },
);

test.each<[FileKind, string, Uint8Array]>([
  ['svg', 'plain', latin(drawing)],
  ['svg', 'with letters of another format', latin(`<!--ftyp-->${drawing}`)],
  ['svg', 'with letters of an AVIF', latin(`<!--ftypavif-->${drawing}`)],
  ['svg', 'with a declaration', latin(`<?xml version="1.0"?>\n<!-- a -->\n${drawing}`)],
  [
    'svg',
    'with a document type',
    latin(`<!DOCTYPE svg PUBLIC "a" "b" [<!ENTITY c "d">]>${drawing}`),
  ],
  ['svg', 'with spaces', latin(` \n\t${drawing}`)],
  ['svg', 'with a byte order mark', Buffer.from(`\ufeff${drawing}`)],
  ['svg', 'in UTF-16', utf16(drawing)],
  ['svg', 'in big-endian UTF-16', utf16(drawing).swap16()],
  ['svg', 'in UTF-16 without a mark', utf16(drawing).subarray(2)],
  ['svg', 'in big-endian UTF-16 without a mark', Buffer.from(utf16(drawing).subarray(2)).swap16()],
  ['svg', 'with a prefix', latin('<s:svg xmlns:s="http://www.w3.org/2000/svg"/>')],
  ['gzip', 'an SVG in gzip', gzipSync(drawing)],
  ['xml', 'a comment of which no end is seen', latin(`<!--${'ftyp '.repeat(400)}`)],
  ['html', 'a page', latin('<!doctype html><html><svg>')],
  ['html', 'an old page', latin('\n<HTML><HEAD>')],
  ['xml', 'a feed', latin('<?xml version="1.0"?><rss>')],
  ['json', 'an error', latin('{"error":"not found"}')],
  ['text', 'words', latin('Not found')],
  ['text', 'words of other letters', Buffer.from('nicht möglich 猫')],
  ['text', 'words in UTF-16', utf16('Not found')],
  ['lfs-pointer', '', latin('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')],
  ['empty', '', new Uint8Array(0)],
  ['zeros', '', new Uint8Array(5000)],
  ['unknown', 'noise', Uint8Array.of(3, 200, 1, 255, 9, 250)],
  ['heic', 'of a phone', brands('heic', 'mif1', 'heic')],
  ['heic', 'a sequence', brands('msf1', 'hevc')],
  ['avif', 'a general brand', brands('mif1', 'avif', 'miaf')],
  ['video', 'MP4', brands('isom', 'iso2', 'mp41')],
  ['video', 'QuickTime', brands('qt  ')],
  ['audio', 'M4A', brands('M4A ')],
  ['raw', 'CR3', brands('crx ', 'isom')],
  ['raw', 'CR2', latin('II*\0\x10\0\0\0CR\x02\0')],
  ['bmp', 'Windows', bmp(40)],
  ['bmp', 'OS/2', bmp(12)],
  ['text', 'two letters of a BMP', latin('BMW, Audi, Volkswagen, Opel and others')],
  ['jxl', 'a codestream', Uint8Array.of(0xff, 0x0a, 1)],
  ['jp2', '', latin('\0\0\0\x0cjP  \r\n\x87\n')],
  ['psd', '', latin('8BPS\0\x01')],
  ['sgi', '', latin('\x01\xda\x01\x01\0\x03')],
  ['sun', '', latin('\x59\xa6\x6a\x95')],
  ['icns', '', latin('icns\0\0\0\x20ic07\0\0\0\x18')],
  ['jxr', '', latin('II\xbc\x01')],
  ['flif', '', latin('FLIF41')],
  ['bpg', '', latin('BPG\xfb')],
  ['djvu', '', latin('AT&TFORM')],
  ['emf', '', latin(`\x01\0\0\0${'\0'.repeat(36)} EMF`)],
  ['wmf', '', latin('\xd7\xcd\xc6\x9a\0\0')],
  ['xpm', '', latin('/* XPM */\nstatic char *a[] = {')],
  ['xbm', '', latin('#define eye_width 8\n#define eye_height 8')],
  ['heic', 'of another codec', brands('avci', 'mif1')],
  ['text', 'a configuration', latin('[ZoneTransfer]\r\nZoneId=3')],
  ['text', 'in braces', latin('{x}')],
  ['json', 'a list', latin(' [ {"a": 1}]')],
  ['json', 'numbers', latin('[-1, 2]')],
  ['json', 'an object', latin('{ "a": null}')],
  ['json', 'an empty object', latin('{}')],
  ['dicom', '', at(128, 'DICM')],
  ['tar', '', at(257, 'ustar\x0000')],
  ['zip', '', latin('PK\x03\x04')],
  ['npz', '', latin(`PK\x03\x04${'\0'.repeat(22)}\x05\0\0\0a.npy`)],
  ['npy', '', latin('\x93NUMPY\x01\0')],
  ['hdf5', '', latin('\x89HDF\r\n\x1a\n')],
  ['mat', '', latin('MATLAB 5.0 MAT-file')],
  ['lmdb', '', at(16, '\xde\xc0\xef\xbe')],
  ['pickle', '', latin('\x80\x04\x95\0\0\0\0')],
  ['parquet', '', latin('PAR1\x15')],
  ['arrow', '', latin('ARROW1\0\0')],
  ['idx', '', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1)],
  ['ole', 'Thumbs.db', latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
  ['pdf', '', latin('%PDF-1.7')],
])('%s: %s', (kind, _, bytes) => {
  expect(kindOfFile(bytes)).toBe(kind);
});

test('a signature counts only where the format has it', () => {
  expect(kindOfFile(latin(' \x89PNG\r\n\x1a\n'))).toBe('unknown');
  // The box would be longer than any, or its brand is none of a picture.
  expect(kindOfFile(latin('<svgftypavif\0\0\0\0'))).toBe('xml');
  expect(kindOfFile(latin('\x89PNG, or so it says'))).toBe('unknown');
  expect(kindOfFile(latin('GIF8, a format'))).toBe('text');
});

test('a kind has a name for sentences', () => {
  expect(nameOfKind('svg')).toBe('an SVG drawing');
  expect(nameOfKind('lfs-pointer')).toBe('a Git LFS pointer, not the file itself');
});
