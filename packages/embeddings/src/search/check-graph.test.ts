import { closeSync, readFileSync, writeFileSync } from 'node:fs';

import { openRegularFile } from '@jssl/settings/node';

import { useFolder } from '../fixtures/use-folder.js';
import { checkGraph } from './check-graph.js';
import { createSearchIndex } from './search-index.js';

const path = useFolder();
const shape = { features: 2, links: 16 };
const COUNT = 60;
/** Bytes of a node: its links, its vector, its label. */
const NODE = 132 + 8 + 8;
let whole: Buffer;

beforeEach(async () => {
  const index = await createSearchIndex(2, COUNT);
  for (let at = 0; at < COUNT; at++) index.add(Float32Array.of(Math.cos(at), Math.sin(at)));
  await index.write(
    path('whole'),
    { encoder: 'e', source: 's', fingerprint: 'f' },
    { force: true },
  );
  whole = readFileSync(path('whole'));
});

function check(bytes: Uint8Array, claimed = shape): void {
  writeFileSync(path('graph'), bytes);
  const opened = openRegularFile(path('graph'));
  try {
    checkGraph(opened, claimed);
  } finally {
    closeSync(opened.descriptor);
  }
}

test('a graph as it is written is accepted', () => {
  expect(() => {
    check(whole);
  }).not.toThrow();
});

const changed = (change: (bytes: Buffer) => void) => {
  const bytes = Buffer.from(whole);
  change(bytes);
  return bytes;
};
/** Where the links above the lowest level of the entry point begin. */
const upperLinks = () => {
  let at = 96 + COUNT * NODE;
  for (let node = 0; node < whole.readUInt32LE(52); node++) at += 4 + whole.readUInt32LE(at);
  return at + 4;
};

test.each<[string, (bytes: Buffer) => void, string]>([
  [
    'the capacity',
    (b) => b.writeBigUInt64LE(10n ** 12n, 8),
    'its capacity must be its number of nodes, 60, or slightly more, got 1000000000000',
  ],
  [
    'a capacity below the count',
    (b) => b.writeBigUInt64LE(1n, 8),
    'its capacity must be its number of nodes, 60, or slightly more, got 1',
  ],
  [
    'the count',
    (b) => b.writeBigUInt64LE(2n ** 40n, 16),
    'its 1099511627776 nodes do not fit into',
  ],
  [
    'the bytes of a node',
    (b) => b.writeBigUInt64LE(8n, 24),
    'its bytes of a node must be 148, got 8',
  ],
  [
    'the offset of labels',
    (b) => b.writeBigUInt64LE(0n, 32),
    'its offset of labels must be 140, got 0',
  ],
  [
    'the offset of vectors',
    (b) => b.writeBigUInt64LE(9n, 40),
    'its offset of vectors must be 132, got 9',
  ],
  [
    'the highest level',
    (b) => b.writeInt32LE(9, 48),
    'its entry point must be a node of its highest level, 9, got node',
  ],
  ['the entry point', (b) => b.writeUInt32LE(60, 52), 'got node 60'],
  [
    'the links of a node',
    (b) => b.writeBigUInt64LE(99n, 56),
    'its links of a node must be 16, got 99',
  ],
  [
    'the number of links',
    (b) => b.writeUInt16LE(33, 96 + 5 * NODE),
    'a node links to a node that does not exist',
  ],
  [
    'a link',
    (b) => b.writeUInt32LE(60, 96 + 5 * NODE + 4),
    'a node links to a node that does not exist',
  ],
  [
    'a label',
    (b) => b.writeBigUInt64LE(7n, 96 + NODE - 8),
    'the label of node 0 must be its number, got 7',
  ],
  [
    'the length of upper links',
    (b) => b.writeUInt32LE(7, 96 + COUNT * NODE),
    'the link list of node 0 has an impossible length, 7',
  ],
  [
    'the number of upper links',
    (b) => b.writeUInt32LE(17, upperLinks()),
    'a node links to a node that does not exist',
  ],
  [
    'an upper link',
    (b) => b.fill(0xff, upperLinks() + 4, upperLinks() + 68),
    'a node links to a node that does not exist',
  ],
])('a lie about %s is noticed', (_, change, message) => {
  expect(() => {
    check(changed(change));
  }).toThrow(message);
});

test('a graph that is cut off, has more, or other vectors is refused', () => {
  expect(() => {
    check(whole.subarray(0, 50));
  }).toThrow('it ends too early');
  expect(() => {
    check(whole.subarray(0, -1));
  }).toThrow(/it ends too early|impossible length/);
  expect(() => {
    check(Buffer.concat([whole, Buffer.alloc(4)]));
  }).toThrow(`it must end at byte ${whole.length}, got ${whole.length + 4} bytes`);
  expect(() => {
    check(whole, { ...shape, features: 1e6 });
  }).toThrow('its bytes of a node must be 4000140, got 148');
});
