import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

import fc from 'fast-check';

import { bytesOf, hostileNumber, rarely, seldomDamaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';

const names = fc.constantFrom(
  ...['a.so', 'lib/b.h', 'lib/c/d.h', 'lib/c/d.h', 'lib/', '', '.', 'a/./b', 'é', 'x'.repeat(300)],
  ...['../outside', 'lib/../../outside', '/outside', 'C:/outside', 'a\\..\\..\\outside'],
  ...['a\nb', '\u001b[31mred', 'a\0b', '__proto__', 'a.so/b'],
);

interface Member {
  readonly name: string;
  readonly content: Buffer;
  readonly isDeflated: boolean;
  /** Said in place of the size, and of the place of the local header. */
  readonly sizeLie: bigint | null;
  readonly placeLie: bigint | null;
}

const lie = rarely(hostileNumber(4));
const member: fc.Arbitrary<Member> = fc.record({
  name: names,
  content: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  isDeflated: fc.boolean(),
  sizeLie: lie,
  placeLie: lie,
});

const short = (number: number) => bytesOf(BigInt(number), 2, true);
const word = (number: number | bigint) => bytesOf(BigInt(number), 4, true);

/** A zip file: local headers with the contents, the directory, its end. */
function zipOf(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isDeflated, sizeLie, placeLie } of members) {
    const data = isDeflated ? deflateRawSync(content) : content;
    const common = Buffer.concat([
      ...[short(20), short(0x800), short(isDeflated ? 8 : 0), word(0)],
      ...[word(crc32(content)), word(data.length), word(sizeLie ?? content.length)],
      ...[short(Buffer.byteLength(name)), short(0)],
    ]);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    locals.push(local);
    directory.push(
      Buffer.concat([
        ...[Buffer.from('PK\x01\x02'), short(20), common, Buffer.alloc(10)],
        ...[word(placeLie ?? offset), Buffer.from(name)],
      ]),
    );
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = short(members.length);
  return Buffer.concat([
    ...[...locals, central, Buffer.from('PK\x05\x06'), word(0), count, count],
    ...[word(central.length), word(offset), short(0)],
  ]);
}

/** Zip files, as Python's wheels are; nothing may be written but below the folder named. */
export function zipFormat({
  extractWheel,
}: {
  readonly extractWheel: (
    wheel: string,
    folder: string,
    options: { readonly select: (name: string) => boolean },
  ) => Promise<unknown>;
}): HostileFormat {
  return {
    name: 'zip',
    inputs: fc
      .array(member, { maxLength: 4 })
      .chain((members) => seldomDamaged(zipOf(members)))
      .map((bytes) => ({ 'a.whl': bytes })),
    read: async (folder) => {
      const extraction = extractWheel(join(folder, 'a.whl'), join(folder, 'out', 'deep'), {
        select: () => true,
      });
      // A file outside of the folder is worse than a refusal, so it is looked for first.
      await extraction.catch(() => undefined);
      const outside = readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => !/^(a\.whl|out|out[/\\]deep.*)$/s.test(name));
      if (outside.length > 0) throw new Error(`written outside: ${JSON.stringify(outside)}`);
      await extraction;
      return [];
    },
    refusal: /^EngineInstallError: /,
  };
}
