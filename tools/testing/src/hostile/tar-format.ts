import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';

import { rarely, seldomDamaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';

const BLOCK = 512;

const names = fc.constantFrom(
  'package/a.json',
  '../outside',
  '/outside',
  'a\nb',
  '',
  'é'.repeat(60),
);
const sizes = rarely(fc.constantFrom('77777777777', '-1', '0x10', '1e9', '', 'NaN', '00000001000'));

/** The header of an entry, with its correct checksum. */
function headerOf(name: string, size: string, type: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write(size, 124, 12);
  header.write(type, 156, 1);
  header.write(' '.repeat(8), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A regular file. */
export function tarEntry(name: string, content: Uint8Array): Buffer {
  const size = content.length.toString(8).padStart(11, '0');
  const rest = Buffer.alloc(-content.length & (BLOCK - 1));
  return Buffer.concat([headerOf(name, size, '0'), content, rest]);
}

/** An entry of any type, name and size. */
export const hostileTarEntry = fc
  .tuple(names, sizes, fc.constantFrom('0', '0', '\0', '1', '2', '5', 'L', 'x'), fc.nat(1100))
  .map(([name, lie, type, length]) =>
    Buffer.concat([
      headerOf(name, lie ?? length.toString(8).padStart(11, '0'), type),
      Buffer.alloc(Math.ceil(length / BLOCK) * BLOCK, 7),
    ]),
  );

const archive = fc
  .tuple(fc.array(hostileTarEntry, { maxLength: 4 }), fc.constantFrom(2, 2, 1, 0))
  .chain(([entries, ends]) =>
    seldomDamaged(Buffer.concat([...entries, Buffer.alloc(ends * BLOCK)])),
  );

/** Tar archives, as npm's packages are. */
export function tarFormat({
  filesOfTar,
}: {
  readonly filesOfTar: (archive: Buffer) => Iterable<unknown>;
}): HostileFormat {
  return {
    name: 'tar',
    inputs: archive.map((bytes) => ({ 'a.tar': bytes })),
    read: async (folder) => {
      Array.from(filesOfTar(await readFile(join(folder, 'a.tar'))));
      return [];
    },
    refusal: /^RangeError: filesOfTar: /,
  };
}
