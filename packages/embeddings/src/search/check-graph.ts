import { readSync } from 'node:fs';

import { LINKS } from './graph-search.js';
import type { StoredIndex } from './search-index-description.js';
import { unitVectors } from './unit-vectors.js';
import type { VectorRows } from './vector-rows.js';

/** Bytes before the vectors: the number of rows and the bytes of a row. */
const MATRIX_HEAD = 8;
/** Bytes of what usearch writes behind the vectors: the kinds of numbers, then the shape of the graph. */
const [KINDS, SHAPE] = [64, 40];
/** Bytes of a node's key and level, which are before its links. */
const NODE_HEAD = 10;
/** Bytes of a node's links: their number and room for the most, on the lowest level and above. */
const [LOWEST, UPPER] = [4 + 4 * 2 * LINKS, 4 + 4 * LINKS];
/** Levels are chosen with a probability of 1/16 each: a graph of 2^32 nodes has about 8. */
const MOST_LEVELS = 64;
/** Bytes that are read at a time. */
const CHUNK = 2 ** 22;

interface OpenFile {
  readonly descriptor: number;
  /** Its bytes. */
  readonly size: number;
}

/**
 * Checks the file of an index before native code reads it, which trusts every size, node and link in it.
 * @throws TypeError that says what is wrong.
 */
export function checkGraph(
  file: OpenFile,
  { features, rows, method }: Pick<StoredIndex, 'features' | 'rows' | 'method'>,
): void {
  const head = readAt(file, 0, MATRIX_HEAD);
  expectValue('number of vectors', head.readUInt32LE(0), rows);
  expectValue('bytes of a vector', head.readUInt32LE(4), 4 * features);
  const end = MATRIX_HEAD + 4 * features * rows;
  if (method === 'exact') {
    expectValue('bytes', file.size, end);
    return;
  }
  checkKinds(readAt(file, end, KINDS), { features, rows });
  const shape = readAt(file, end + KINDS, SHAPE);
  expectValue('number of nodes', whole(shape, 0), rows);
  if (rows === 0) {
    expectValue('bytes', file.size, end + KINDS + SHAPE);
    return;
  }
  expectValue('links of a node', whole(shape, 8), LINKS);
  expectValue('links on the lowest level', whole(shape, 16), 2 * LINKS);
  const levels = readLevels(file, end + KINDS + SHAPE, rows);
  const start = end + KINDS + SHAPE + 2 * rows;
  const upper = levels.reduce((sum, level) => sum + level, 0);
  expectValue('bytes', file.size, start + rows * (NODE_HEAD + LOWEST) + upper * UPPER);
  const [top, entry] = [whole(shape, 24), whole(shape, 32)];
  if (levels[entry] !== top || levels.some((level) => level > top)) {
    throw new TypeError(
      `its entry point must be a node of its highest level, got node ${entry} for level ${top}`,
    );
  }
  checkNodes(file, start, levels);
}

/** Reads the vectors [rows, F] of a checked file. @throws RangeError unless their L2 norms are 1. */
export function readRows(file: OpenFile, count: number, into: VectorRows): void {
  const { features } = into;
  const atOnce = Math.max(1, Math.floor(CHUNK / (4 * features)));
  for (let first = 0; first < count; first += atOnce) {
    const bytes = readAt(
      file,
      MATRIX_HEAD + 4 * features * first,
      4 * features * Math.min(atOnce, count - first),
    );
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    into.push(unitVectors(values, features, 'its vectors'));
  }
}

function checkKinds(
  kinds: Buffer,
  { features, rows }: { readonly features: number; readonly rows: number },
): void {
  if (kinds.toString('latin1', 0, 7) !== 'usearch') throw new TypeError('it has no graph');
  expectValue('version', kinds.readUInt16LE(7), 2);
  // Inner product, float32, and 64 and 32 bits for the numbers of vectors and nodes.
  expectValue('kinds of numbers', kinds.readUInt32BE(13), 0x690b0e0f);
  expectValue('number of vectors', whole(kinds, 17), rows);
  expectValue('number of removed vectors', whole(kinds, 25), 0);
  expectValue('numbers of a vector', whole(kinds, 33), features);
  expectValue('vectors of a key', kinds.readUInt8(41), 0);
}

function readLevels(file: OpenFile, start: number, rows: number): Uint8Array {
  if (start + 2 * rows > file.size) throw new TypeError('it ends too early');
  const levels = new Uint8Array(rows);
  for (let first = 0; first < rows; first += CHUNK) {
    const count = Math.min(CHUNK, rows - first);
    const bytes = readAt(file, start + 2 * first, 2 * count);
    for (let at = 0; at < count; at++) {
      const level = bytes.readInt16LE(2 * at);
      if (level < 0 || level > MOST_LEVELS) {
        throw new TypeError(`the level of node ${first + at} is impossible, ${level}`);
      }
      levels[first + at] = level;
    }
  }
  return levels;
}

/** Throws unless each node has its own number, its level, and links to nodes of the same level. */
function checkNodes(file: OpenFile, start: number, levels: Uint8Array): void {
  let position = start;
  let node = 0;
  while (node < levels.length) {
    const first = node;
    let bytes = 0;
    do bytes += NODE_HEAD + LOWEST + (levels[node++] ?? 0) * UPPER;
    while (node < levels.length && bytes < CHUNK);
    const chunk = readAt(file, position, bytes);
    position += bytes;
    for (let at = 0, own = first; own < node; own++) at = checkNode(chunk, at, own, levels);
  }
}

/** @returns where the next node begins. */
function checkNode(chunk: Buffer, start: number, node: number, levels: Uint8Array): number {
  const level = levels[node] ?? 0;
  if (whole(chunk, start) !== node || chunk.readInt16LE(start + 8) !== level) {
    throw new TypeError(`node ${node} must have its own number and level ${level}`);
  }
  let at = start + NODE_HEAD;
  for (let on = 0; on <= level; on++) {
    const most = on === 0 ? 2 * LINKS : LINKS;
    const count = chunk.readUInt32LE(at);
    let ok = count <= most;
    for (let link = 1; ok && link <= count; link++) {
      const other = levels[chunk.readUInt32LE(at + 4 * link)];
      ok = other !== undefined && other >= on;
    }
    if (!ok) throw new TypeError(`node ${node} has a link to a node that does not exist`);
    at += 4 + 4 * most;
  }
  return at;
}

/** An unsigned number of 64 bits. */
function whole(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

function expectValue(name: string, got: number, required: number): void {
  if (got !== required) throw new TypeError(`its ${name} must be ${required}, got ${got}`);
}

function readAt({ descriptor, size }: OpenFile, position: number, length: number): Buffer {
  if (position + length > size) throw new TypeError('it ends too early');
  // Not from Node's pool, so that a Float32Array may begin with it.
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const read = readSync(descriptor, buffer, done, length - done, position + done);
    if (read === 0) throw new TypeError('it ends too early');
    done += read;
  }
  return buffer;
}
