const BLOCK = 512;

/** A field of a tar header, up to its first zero byte. */
function field(block: Buffer, start: number, length: number): string {
  const bytes = block.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? length : end);
}

/**
 * Walks over the regular files of an unpacked tar archive (POSIX ustar, names up to 100 bytes, as
 * npm's packages have); other entries are passed over.
 * @throws RangeError if the archive is damaged or cut off.
 */
export function* filesOfTar(archive: Buffer): Generator<{ name: string; content: Buffer }> {
  for (let start = 0; start + BLOCK <= archive.length;) {
    const block = archive.subarray(start, start + BLOCK);
    if (block.every((byte) => byte === 0)) return;
    // The checksum is the sum of the header's bytes with eight spaces in its own place.
    const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    const size = parseInt(field(block, 124, 12), 8);
    const end = start + BLOCK + size;
    if (parseInt(field(block, 148, 8), 8) !== sum || !(size >= 0 && end <= archive.length)) {
      throw new RangeError(
        `filesOfTar: an entry must be whole, got a damaged one at byte ${start}`,
      );
    }
    const type = field(block, 156, 1);
    if (type === '0' || type === '') {
      yield { name: field(block, 0, 100), content: archive.subarray(start + BLOCK, end) };
    }
    start += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new RangeError('filesOfTar: the archive must have an end mark, got none');
}
