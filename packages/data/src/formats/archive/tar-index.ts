import type { FileHandle } from 'node:fs/promises';

const BLOCK = 512;
/** Headers are read in windows of this many bytes. */
const WINDOW = 2 ** 18;
/** Longer names are ignored. */
const LONGEST_NAME = 2 ** 12;

/** A regular file in a tar archive. */
export interface TarEntry {
  readonly name: string;
  /** Position of its content. */
  readonly offset: number;
  readonly bytes: number;
}

function textAt(block: Buffer, start: number, length: number): string {
  const bytes = block.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** A number in octal digits, or in GNU's binary form for large ones. */
function numberAt(block: Buffer, start: number, length: number): number {
  if ((block[start] ?? 0) & 0x80) return Number(block.readBigUInt64BE(start + length - 8));
  return parseInt(textAt(block, start, length).trim() || '0', 8);
}

/** The sum of a header's bytes, with spaces for the sum itself. */
function sumOf(block: Buffer): number {
  return block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
}

/** The value of `path` in a pax header: lines of a length, a space, `key=value`. */
function paxPath(content: Buffer): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString())?.[1];
}

/**
 * Lists the regular files of a tar archive (POSIX ustar and pax, GNU) with their positions, so that each can
 * be read separately; contents are skipped, not read.
 * @param size of the archive.
 * @throws Error if it is damaged; entries before the damage are yielded.
 */
export async function* tarEntries(
  handle: FileHandle,
  size: number,
): AsyncGenerator<TarEntry, void, undefined> {
  let window = Buffer.alloc(0);
  let windowStart = 0;
  const read = async (start: number, length: number): Promise<Buffer> => {
    if (start < windowStart || start + length > windowStart + window.length) {
      const target = Buffer.alloc(Math.min(Math.max(WINDOW, length), Math.max(0, size - start)));
      const { bytesRead } = await handle.read(target, 0, target.length, start);
      [window, windowStart] = [target.subarray(0, bytesRead), start];
    }
    return window.subarray(start - windowStart, start - windowStart + length);
  };
  let longName: string | undefined;
  for (let start = 0; start + BLOCK <= size;) {
    const block = await read(start, BLOCK);
    if (block.length < BLOCK || block.every((byte) => byte === 0)) return;
    const bytes = numberAt(block, 124, 12);
    const offset = start + BLOCK;
    if (numberAt(block, 148, 8) !== sumOf(block) || !(bytes >= 0)) {
      throw new Error(`the tar archive is damaged at byte ${start}`);
    }
    if (offset + bytes > size) throw new Error('the tar archive is cut off');
    const type = textAt(block, 156, 1);
    const isName = type === 'L' || type === 'x';
    if (isName && bytes <= LONGEST_NAME) {
      const content = await read(offset, bytes);
      longName = type === 'L' ? textAt(content, 0, bytes) : (paxPath(content) ?? longName);
    } else if (type === '0' || type === '' || type === '7') {
      const isPosix = textAt(block, 257, 5) === 'ustar' && block[262] === 0;
      const prefix = isPosix ? textAt(block, 345, 155) : '';
      const short = textAt(block, 0, 100);
      const name = longName ?? (prefix ? `${prefix}/${short}` : short);
      yield { name: name.replace(/^(\.\/)+/, ''), offset, bytes };
      longName = undefined;
    } else if (type !== 'g') {
      longName = undefined;
    }
    start = offset + Math.ceil(bytes / BLOCK) * BLOCK;
  }
  // Archives end with a block of zeros.
  throw new Error('the tar archive has no end mark, so it may be cut off');
}
