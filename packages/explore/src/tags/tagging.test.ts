import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Tagging } from './tagging.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-tags-'));
  file = join(folder, 'photos.tags.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const tagsOf = (tagging: Tagging) => Object.fromEntries(tagging.byTag());

test('tags are kept in a log, and read again', () => {
  const tagging = new Tagging(file);
  expect(tagsOf(tagging)).toEqual({});
  tagging.change({ do: 'tag', tag: ' cat ', images: ['a.png', 'b.png'] });
  tagging.change({ do: 'tag', tag: 'night', images: ['b.png'] });
  tagging.change({ do: 'untag', tag: 'cat', images: ['a.png'] });
  expect(tagsOf(tagging)).toEqual({ cat: ['b.png'], night: ['b.png'] });
  expect(tagsOf(new Tagging(file))).toEqual({ cat: ['b.png'], night: ['b.png'] });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { do: string }).do)).toEqual([
    ...['tag', 'tag', 'untag'],
  ]);
});

test('an action can be taken back and done again, also after others', () => {
  const tagging = new Tagging(file);
  const { id } = tagging.change({ do: 'tag', tag: 'cat', images: ['a.png', 'b.png'] });
  tagging.change({ do: 'untag', tag: 'cat', images: ['a.png'] });
  tagging.change({ do: 'undo', of: id });
  expect(tagsOf(tagging)).toEqual({});
  tagging.change({ do: 'redo', of: id });
  expect(tagsOf(tagging)).toEqual({ cat: ['b.png'] });
  expect(tagsOf(new Tagging(file))).toEqual({ cat: ['b.png'] });
  expect(() => tagging.change({ do: 'undo', of: 'nothing' })).toThrow(
    'there is no such action to undo',
  );
});

test('two processes that use one file see what the other one did', () => {
  const [one, other] = [new Tagging(file), new Tagging(file)];
  const seen: string[] = [];
  other.onAction(({ tag = '' }) => seen.push(tag));
  one.change({ do: 'tag', tag: 'cat', images: ['a.png'] });
  other.change({ do: 'tag', tag: 'dog', images: ['b.png'] });
  one.refresh();
  expect(tagsOf(one)).toEqual({ cat: ['a.png'], dog: ['b.png'] });
  expect(tagsOf(other)).toEqual(tagsOf(one));
  expect(seen).toEqual(['cat', 'dog']);
});

test('a line that a kill cut off is ignored, and does not spoil the next one', () => {
  const tagging = new Tagging(file);
  tagging.change({ do: 'tag', tag: 'cat', images: ['a.png'] });
  const whole = readFileSync(file);
  for (const end of [whole.length - 1, whole.length - 9, 1]) {
    writeFileSync(file, whole.subarray(0, end));
    const again = new Tagging(file);
    expect(tagsOf(again)).toEqual({});
    again.change({ do: 'tag', tag: 'dog', images: ['b.png'] });
    // All but its end mark had been written.
    const expected =
      end === whole.length - 1 ? { cat: ['a.png'], dog: ['b.png'] } : { dog: ['b.png'] };
    expect(tagsOf(again)).toEqual(expected);
    expect(tagsOf(new Tagging(file))).toEqual(expected);
  }
  expect(new Tagging(file).damagedLines).toBe(1);
});

test('lines that are no actions are counted, and nothing is made of them', () => {
  const lines = ['7', '{}', '{"id":"1","at":"","do":"tag","tag":"a\\u0000","images":[]}', 'null'];
  const others = [
    '{"id":"1","at":"","do":"tag","tag":"a","images":[7]}',
    '{"id":"1","at":"","do":"undo"}',
    '{"id":"1","at":"","do":"drop","tag":"a","images":[]}',
    '{"id":"1","at":"","do":"tag","tag":"__proto__","images":["constructor"]}',
  ];
  appendFileSync(file, `${[...lines, '', ...others].join('\n')}\n`);
  const tagging = new Tagging(file);
  expect(tagging.damagedLines).toBe(7);
  expect([...tagging.byTag()]).toEqual([['__proto__', ['constructor']]]);
});

test('tags that cannot be used, and files that cannot be written, are said', () => {
  const tagging = new Tagging(file);
  for (const tag of ['', '  ', 'a\nb', 'x'.repeat(61), 'a\u202eb']) {
    expect(() => tagging.change({ do: 'tag', tag, images: ['a.png'] })).toThrow(
      /^a tag must have 1 to 60 characters without control characters, got "/,
    );
  }
  mkdirSync(file);
  expect(() => tagging.change({ do: 'tag', tag: 'a', images: [] })).toThrow(
    /^the tag file \S+ cannot be written: EISDIR.*; pass another file in tags$/,
  );
  expect(() => new Tagging(file)).toThrow(/must be a file for tags, got something else/);
});

test.each(['not tags', 'not tags\n', '\x89PNG\r\n\x1a\n', '{"a":1}\n'])(
  'a file that holds %j is not taken for one of tags, and stays as it is',
  (content) => {
    writeFileSync(file, content);
    expect(() => new Tagging(file)).toThrow(
      /^\S+ must be a file of tags, got a file without any; nothing was added to it; pass another file in tags$/,
    );
    expect(readFileSync(file, 'utf8')).toBe(content);
  },
);

test('a file that is removed, replaced or shortened meanwhile is read again from its start', () => {
  const tagging = new Tagging(file);
  tagging.change({ do: 'tag', tag: 'cat', images: ['a.png'] });
  const first = readFileSync(file);
  tagging.change({ do: 'tag', tag: 'cat', images: ['b.png'] });
  writeFileSync(file, first);
  tagging.refresh();
  expect(tagsOf(tagging)).toEqual({ cat: ['a.png'] });
  rmSync(file);
  tagging.change({ do: 'tag', tag: 'dog', images: ['b.png'] });
  expect(tagsOf(tagging)).toEqual({ dog: ['b.png'] });
  writeFileSync(`${file}.new`, Buffer.concat([readFileSync(file), first]));
  renameSync(`${file}.new`, file);
  tagging.refresh();
  expect(tagsOf(tagging)).toEqual({ dog: ['b.png'], cat: ['a.png'] });
});

test('a line that another process leaves unfinished at the same moment spoils no saved one', () => {
  const tagging = new Tagging(file);
  tagging.change({ do: 'tag', tag: 'cat', images: ['a.png'] });
  // Between the look at the file and the write, for which it is asked to turn the action into JSON.
  let isFirst = true;
  const images = ['b.png'];
  Object.defineProperty(images, 'toJSON', {
    value: () => {
      if (isFirst) appendFileSync(file, '{"id":"cut');
      isFirst = false;
      return ['b.png'];
    },
  });
  tagging.change({ do: 'tag', tag: 'dog', images });
  expect(tagsOf(tagging)).toEqual({ cat: ['a.png'], dog: ['b.png'] });
  expect(tagsOf(new Tagging(file))).toEqual(tagsOf(tagging));
  expect(tagging.damagedLines).toBe(1);
});
