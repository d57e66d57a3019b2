/** The encodings that a byte order mark names. */
const marks: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * The text of a file, without its byte order mark: in the encoding that the mark names (UTF-8 or UTF-16, as
 * Excel's "Unicode text" is), else in UTF-8, else in Latin-1, in which older programs of Western languages
 * write CSV.
 */
export function decodeText(bytes: Uint8Array): string {
  const named = marks.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1];
  if (named !== undefined) return new TextDecoder(named).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
