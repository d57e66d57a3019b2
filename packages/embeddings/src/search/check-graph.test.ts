import { closeSync, readFileSync, writeFileSync } from 'node:fs';

import { openRegularFile } from '@jssl/settings/node';

import { unitCircle } from '../fixtures/unit-circle.js';
import { useFolder } from '../fixtures/use-folder.js';
import { checkGraph } from './check-graph.js';
import { createSearchIndex } from './create-search-index.js';

const path = useFolder();
const COUNT = 60;
const shape = { features: 2, rows: COUNT, method: 'hnsw' } as const;
/** Where the kinds of numbers, the shape of the graph, the levels and the nodes begin. */
const KINDS = 8 + 8 * COUNT;
const SHAPE = KINDS + 64;
const LEVELS = SHAPE + 40;
const NODES = LEVELS + 2 * COUNT;
let whole: Buffer;

beforeEach(async () => {
  const index = await createSearchIndex(2);
  index.add(unitCircle(COUNT));
  await index.write(path('whole'), { encoder: 'e', source: 's', fingerprint: 'f' });
  whole = readFileSync(path('whole'));
});

function check(bytes: Uint8Array, claimed: Parameters<typeof checkGraph>[1] = shape): void {
  writeFileSync(path('graph'), bytes);
  const opened = openRegularFile(path('graph'));
  try {
    checkGraph(opened, claimed);
  } finally {
    closeSync(opened.descriptor);
  }
}

const levelOf = (node: number) => whole.readInt16LE(LEVELS + 2 * node);
/** Where a node begins: its key, its level, its links on each level. */
const nodeAt = (node: number) => {
  let at = NODES;
  for (let before = 0; before < node; before++) at += 10 + 132 + 68 * levelOf(before);
  return at;
};
const entry = () => Number(whole.readBigUInt64LE(SHAPE + 32));
const lower = () => Array.from({ length: COUNT }, (_, node) => node).findIndex((n) => !levelOf(n));

test('a graph as it is written is accepted', () => {
  expect(() => {
    check(whole);
  }).not.toThrow();
  // The lies below are about a graph of several levels.
  expect(levelOf(entry())).toBeGreaterThan(0);
});

test.each<[string, (bytes: Buffer) => void, string]>([
  [
    'the vectors',
    (b) => b.writeUInt32LE(2 ** 31, 0),
    'its number of vectors must be 60, got 2147483648',
  ],
  [
    'the bytes of a vector',
    (b) => b.writeUInt32LE(16, 4),
    'its bytes of a vector must be 8, got 16',
  ],
  ['the magic', (b) => b.write('another', KINDS), 'it has no graph'],
  ['the version', (b) => b.writeUInt16LE(3, KINDS + 7), 'its version must be 2, got 3'],
  [
    'the kinds',
    (b) => b.writeUInt8(0x63, KINDS + 13),
    'its kinds of numbers must be 1762332175, got 1661668879',
  ],
  [
    'the count',
    (b) => b.writeBigUInt64LE(61n, KINDS + 17),
    'its number of vectors must be 60, got 61',
  ],
  [
    'removed ones',
    (b) => b.writeBigUInt64LE(1n, KINDS + 25),
    'its number of removed vectors must be 0, got 1',
  ],
  [
    'the features',
    (b) => b.writeBigUInt64LE(9n, KINDS + 33),
    'its numbers of a vector must be 2, got 9',
  ],
  [
    'several for a key',
    (b) => b.writeUInt8(1, KINDS + 41),
    'its vectors of a key must be 0, got 1',
  ],
  [
    'the nodes',
    (b) => b.writeBigUInt64LE(2n ** 40n, SHAPE),
    'its number of nodes must be 60, got 1099511627776',
  ],
  [
    'the most links',
    (b) => b.writeBigUInt64LE(99n, SHAPE + 8),
    'its links of a node must be 16, got 99',
  ],
  [
    'the most links below',
    (b) => b.writeBigUInt64LE(16n, SHAPE + 16),
    'its links on the lowest level must be 32, got 16',
  ],
  [
    'the highest level',
    (b) => b.writeBigUInt64LE(9n, SHAPE + 24),
    'its entry point must be a node of its highest level, got node',
  ],
  [
    'the entry point',
    (b) => b.writeBigUInt64LE(60n, SHAPE + 32),
    'its entry point must be a node of its highest level, got node 60 for level',
  ],
  ['a level', (b) => b.writeInt16LE(-1, LEVELS), 'the level of node 0 is impossible, -1'],
  ['a high level', (b) => b.writeInt16LE(999, LEVELS), 'the level of node 0 is impossible, 999'],
  ['another level', (b) => b.writeInt16LE(levelOf(0) + 1, LEVELS), 'its bytes must be'],
  ['a key', (b) => b.writeBigUInt64LE(7n, nodeAt(5)), `node 5 must have its own number and level`],
  [
    'the level of a node',
    (b) => b.writeInt16LE(7, nodeAt(5) + 8),
    'node 5 must have its own number and level',
  ],
  [
    'the number of links',
    (b) => b.writeUInt32LE(33, nodeAt(5) + 10),
    'node 5 has a link to a node that does not exist',
  ],
  [
    'a link',
    (b) => b.writeUInt32LE(60, nodeAt(5) + 14),
    'node 5 has a link to a node that does not exist',
  ],
  [
    'the number of upper links',
    (b) => b.writeUInt32LE(17, nodeAt(entry()) + 142),
    'has a link to a node that does not exist',
  ],
  [
    'an upper link to a node that has no such level',
    (b) => {
      b.writeUInt32LE(1, nodeAt(entry()) + 142);
      b.writeUInt32LE(lower(), nodeAt(entry()) + 146);
    },
    'has a link to a node that does not exist',
  ],
])('a lie about %s is noticed', (_, change, message) => {
  const bytes = Buffer.from(whole);
  change(bytes);
  expect(() => {
    check(bytes);
  }).toThrow(message);
});

test('a file that is cut off anywhere, or has more, is refused', () => {
  for (let end = 0; end < whole.length; end += 311) {
    expect(() => {
      check(whole.subarray(0, end));
    }).toThrow(/it ends too early|its bytes must be/);
  }
  expect(() => {
    check(Buffer.concat([whole, Buffer.alloc(4)]));
  }).toThrow(`its bytes must be ${whole.length}, got ${whole.length + 4}`);
  expect(() => {
    check(whole, { ...shape, method: 'exact' });
  }).toThrow(`its bytes must be ${KINDS}, got ${whole.length}`);
  expect(() => {
    check(whole.subarray(0, KINDS), { ...shape, method: 'exact' });
  }).not.toThrow();
});
