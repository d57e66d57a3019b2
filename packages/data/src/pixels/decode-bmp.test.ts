import { decodeBmp, measureBmp } from './decode-bmp.js';

interface BmpParts {
  readonly width?: number;
  readonly height?: number;
  readonly bits: number;
  readonly compression?: number;
  readonly header?: number;
  /** Masks and colors, after the fields of the header. */
  readonly rest?: Uint8Array;
  readonly pixels: Uint8Array;
}

function bmp({
  width = 3,
  height = 1,
  bits,
  compression = 0,
  header = 40,
  rest,
  pixels,
}: BmpParts) {
  const fields = Buffer.alloc(14 + header);
  fields.write('BM');
  fields.writeUInt32LE(header, 14);
  if (header === 12) {
    fields.writeUInt16LE(width, 18);
    fields.writeUInt16LE(height, 20);
    fields.writeUInt16LE(bits, 24);
  } else {
    fields.writeInt32LE(width, 18);
    fields.writeInt32LE(height, 22);
    fields.writeUInt16LE(bits, 28);
    fields.writeUInt32LE(compression, 30);
  }
  const start = Buffer.concat([fields, rest ?? Buffer.alloc(0)]);
  start.writeUInt32LE(start.length, 10);
  return Buffer.concat([start, pixels]);
}

const pixelsOf = (parts: BmpParts) => [...decodeBmp(bmp(parts), 1000).pixels];
const [red, green, blue] = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
];
/** Blue, green, red and a spare byte: red, green, blue. */
const colors = Uint8Array.of(0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0);
const sixteenColors = Buffer.concat([colors, Buffer.alloc(4 * 13)]);
const manyColors = Buffer.concat([colors, Buffer.alloc(4 * 253)]);
const twoColors = colors.subarray(0, 8);

test.each<[string, BmpParts, number[]]>([
  [
    '24 bits',
    { bits: 24, pixels: Uint8Array.of(0, 0, 255, 0, 255, 0, 255, 0, 0, 9, 9, 9) },
    [red, green, blue].flat(),
  ],
  [
    '32 bits',
    { bits: 32, pixels: Uint8Array.of(0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0) },
    [red, green, blue].flat(),
  ],
  // Five bits a color: 31 << 10, 31 << 5, 31.
  [
    '16 bits',
    { bits: 16, pixels: Uint8Array.of(0, 0x7c, 0xe0, 3, 31, 0, 0, 0) },
    [red, green, blue].flat(),
  ],
  [
    '8 bits of an odd width',
    { bits: 8, rest: manyColors, pixels: Uint8Array.of(0, 1, 2, 9) },
    [red, green, blue].flat(),
  ],
  [
    '4 bits of an odd width',
    { bits: 4, rest: sixteenColors, pixels: Uint8Array.of(0x01, 0x20, 0, 0) },
    [red, green, blue].flat(),
  ],
  [
    '1 bit',
    { bits: 1, rest: twoColors, pixels: Uint8Array.of(0b01000000, 0, 0, 0) },
    [red, green, red].flat(),
  ],
  [
    'OS/2, colors of three bytes',
    {
      bits: 1,
      header: 12,
      rest: Uint8Array.of(0, 0, 255, 0, 255, 0),
      pixels: Uint8Array.of(0b01000000, 0, 0, 0),
    },
    [red, green, red].flat(),
  ],
  // Masks of 5, 6 and 5 bits.
  [
    'bit masks',
    {
      bits: 16,
      compression: 3,
      rest: Uint8Array.from([0xf800, 0x7e0, 0x1f].flatMap((mask) => [mask & 255, mask >> 8, 0, 0])),
      pixels: Uint8Array.of(0, 0xf8, 0xe0, 7, 31, 0, 0, 0),
    },
    [red, green, blue].flat(),
  ],
  // Two times the second color, then three colors as they are and a byte to fill up, the end of the image.
  [
    'runs of 8 bits',
    {
      width: 5,
      bits: 8,
      compression: 1,
      rest: manyColors,
      pixels: Uint8Array.of(2, 1, 0, 3, 0, 2, 0, 0, 0, 1),
    },
    [green, green, red, blue, red].flat(),
  ],
  // Three times the colors 0 and 1 by turns, a step to the right, the third color.
  [
    'runs of 4 bits',
    {
      width: 5,
      bits: 4,
      compression: 2,
      rest: sixteenColors,
      pixels: Uint8Array.of(3, 0x01, 0, 2, 1, 0, 1, 0x22, 0, 1),
    },
    [red, green, red, [0, 0, 0, 255], blue].flat(),
  ],
])('%s', (_, parts, expected) => {
  expect(pixelsOf(parts)).toEqual(expected);
});

test('rows come from the bottom up, or from the top down with a negative height', () => {
  const pixels = Uint8Array.of(0, 0, 255, 0, 0, 255, 0, 0);
  const parts = { width: 1, bits: 24, pixels };
  expect(pixelsOf({ ...parts, height: 2 })).toEqual([green, red].flat());
  expect(pixelsOf({ ...parts, height: -2 })).toEqual([green, red].toReversed().flat());
  expect(measureBmp(bmp({ ...parts, height: -2 }))).toEqual({ height: 2, width: 1 });
});

test('what is damaged, cut off, too large or of another form is refused before memory is taken', () => {
  const pixels = Uint8Array.of(1, 2, 3);
  expect(() => pixelsOf({ bits: 24, pixels })).toThrow('the file ends before the last pixel');
  expect(() => pixelsOf({ width: 1e6, height: 1e6, bits: 24, pixels })).toThrow(
    'an image of 1000000x1000000 exceeds the limit of ',
  );
  expect(() => pixelsOf({ width: -3, bits: 24, pixels })).toThrow('an image of -3x1 pixels');
  expect(() =>
    pixelsOf({ width: 900, bits: 8, compression: 1, rest: manyColors.subarray(0, 1), pixels }),
  ).toThrow('the file ends before the last pixel');
  expect(() => pixelsOf({ bits: 24, compression: 4, pixels })).toThrow(
    'a BMP image of 24 bits with compression 4, which is not supported; convert it to PNG',
  );
});
