import { filesOfTar } from './tar.js';

/** One entry as POSIX describes it: a header of 512 bytes, then the content in blocks of 512. */
function entry(name: string, content: string, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const end = Buffer.alloc(1024);
const filesOf = (...parts: Buffer[]) =>
  [...filesOfTar(Buffer.concat(parts))].map(({ name, content }) => [name, content.toString()]);

test('files come out whole, whatever their size; folders and links are passed over', () => {
  const long = 'x'.repeat(513);
  expect(
    filesOf(
      entry('a/', '', '5'),
      entry('a/one', 'first'),
      entry('a/link', '', '2'),
      entry('empty', ''),
      entry('n'.repeat(100), long),
      end,
    ),
  ).toEqual([
    ['a/one', 'first'],
    ['empty', ''],
    ['n'.repeat(100), long],
  ]);
});

test('a changed header, a content cut off and a missing end are refused', () => {
  const changed = entry('name', 'content');
  changed[0] = 0x6d;
  const damaged = 'filesOfTar: entries must be intact, got a damaged one at byte 0';
  expect(() => filesOf(changed, end)).toThrow(new RangeError(damaged));
  expect(() => filesOf(entry('name', 'content').subarray(0, 515))).toThrow(new RangeError(damaged));
  expect(() => filesOf(entry('name', 'content'))).toThrow(
    new RangeError('filesOfTar: the archive must have an end mark, got none'),
  );
});
