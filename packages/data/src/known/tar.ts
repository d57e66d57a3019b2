const BLOCK = 512;

/** A field of a tar header, up to its first zero byte. */
function field(block: Buffer, start: number, length: number): string {
  const bytes = block.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? length : end);
}

/**
 * Yields the regular files of a decompressed tar archive (POSIX ustar, names up to 100 bytes, as in npm
 * packages); other entries are skipped.
 * @throws RangeError if the archive is damaged or truncated.
 */
export function* filesOfTar(archive: Buffer): Generator<{ name: string; content: Buffer }> {
  for (let start = 0; start + BLOCK <= archive.length;) {
    const block = archive.subarray(start, start + BLOCK);
    if (block.every((byte) => byte === 0)) return;
    // The checksum is the sum of the header's bytes, with spaces for the checksum itself.
    const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    const size = parseInt(field(block, 124, 12), 8);
    const end = start + BLOCK + size;
    if (parseInt(field(block, 148, 8), 8) !== sum || !(size >= 0 && end <= archive.length)) {
      throw new RangeError(
        `filesOfTar: entries must be intact, got a damaged one at byte ${start}`,
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
