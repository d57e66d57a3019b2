const ASCII = 2;

/** Bytes of a value, and how it is read, by the number of its type. */
const types: Readonly<
  Record<
    number,
    readonly [bytes: number, read: (view: DataView, at: number, little: boolean) => number]
  >
> = {
  1: [1, (view, at) => view.getUint8(at)],
  [ASCII]: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getUint16(at, little)],
  4: [4, (view, at, little) => view.getUint32(at, little)],
  6: [1, (view, at) => view.getInt8(at)],
  8: [2, (view, at, little) => view.getInt16(at, little)],
  9: [4, (view, at, little) => view.getInt32(at, little)],
  11: [4, (view, at, little) => view.getFloat32(at, little)],
  12: [8, (view, at, little) => view.getFloat64(at, little)],
  16: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

/** The values of tags of a TIFF's first image, by number; text as character codes. */
export type TiffTags = ReadonlyMap<number, readonly number[]>;

/**
 * Reads tags of the first image of a TIFF or BigTIFF. Nothing in the file is trusted: a tag that is damaged
 * or points outside the file is left out.
 * @param mostValues the most values to read of a tag.
 */
export function readTiffTags(
  bytes: Uint8Array,
  wanted: readonly number[],
  mostValues = 64,
): TiffTags {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tags = new Map<number, number[]>();
  const little = bytes[0] === 0x49;
  const isBig = bytes[little ? 2 : 3] === 43;
  const offsetBytes = isBig ? 8 : 4;
  const offsetAt = (at: number) =>
    isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  try {
    const start = offsetAt(isBig ? 8 : 4);
    const count = isBig ? offsetAt(start) : view.getUint16(start, little);
    const [first, step] = isBig ? [start + 8, 20] : [start + 2, 12];
    for (let at = first; at < first + step * count && at + step <= bytes.length; at += step) {
      const tag = view.getUint16(at, little);
      const type = types[view.getUint16(at + 2, little)];
      if (!type || !wanted.includes(tag)) continue;
      const [size, read] = type;
      const length = Math.min(offsetAt(at + 4), mostValues);
      const inline = at + 4 + offsetBytes;
      const from = size * length <= offsetBytes ? inline : offsetAt(inline);
      if (from + size * length > bytes.length) continue;
      tags.set(
        tag,
        Array.from({ length }, (_, index) => read(view, from + size * index, little)),
      );
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return tags;
}

const PHOTOMETRIC = 262;
/** Color spaces that neither libvips nor this package reads in every form, by their number. */
const foreignColors: Readonly<Record<number, string>> = {
  8: 'CIELAB',
  9: 'ICC L*a*b*',
  10: 'ITU L*a*b*',
  32803: 'values of a color filter array',
  32844: 'LogL',
  32845: 'LogLuv',
  34892: 'linear raw values',
};

/** The color space of a TIFF, if it is an unusual one that may be the reason why it can't be read. */
export function foreignColorsOf(bytes: Uint8Array): string | undefined {
  const [space = 1] = readTiffTags(bytes, [PHOTOMETRIC]).get(PHOTOMETRIC) ?? [];
  return foreignColors[space];
}

/** Whether the file holds all of the first image's tags. */
export function hasAllTags(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const isBig = bytes[little ? 2 : 3] === 43;
  const numberAt = (at: number) => {
    if (at + (isBig ? 8 : 4) > bytes.length) return Infinity;
    return isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  };
  const start = numberAt(isBig ? 8 : 4);
  if (isBig) return start + 8 + 20 * numberAt(start) <= bytes.length;
  return (
    start + 2 <= bytes.length && start + 2 + 12 * view.getUint16(start, little) <= bytes.length
  );
}

/** Whether another image follows the first one. */
export function hasMorePages(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const isBig = bytes[little ? 2 : 3] === 43;
  try {
    if (isBig) {
      const start = Number(view.getBigUint64(8, little));
      const count = Number(view.getBigUint64(start, little));
      return view.getBigUint64(start + 8 + 20 * count, little) !== 0n;
    }
    const start = view.getUint32(4, little);
    return view.getUint32(start + 2 + 12 * view.getUint16(start, little), little) !== 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
