import { readSync } from 'node:fs';

/** Bytes of the header of hnswlib's file: sizes, offsets, the entry point and the parameters of the graph. */
const HEADER = 96;
/** Bytes of the elements that are read at a time. */
const CHUNK = 2 ** 22;
/** Bytes that an index may reserve beyond twice its file size. */
const RESERVED = 2 ** 28;

/** The properties that the graph of an index must have. */
interface GraphShape {
  /** F */
  readonly features: number;
  /** M of arXiv 1603.09320: the most links of a node above the lowest level, where it is twice as many. */
  readonly links: number;
}

/**
 * Checks the file of a graph before native code reads it, which trusts every size, node and link in it.
 * @param descriptor of the open file.
 * @param bytes its size.
 * @throws TypeError that says what is wrong.
 */
export function checkGraph(
  { descriptor, size: bytes }: { readonly descriptor: number; readonly size: number },
  { features, links }: GraphShape,
): void {
  const read = (length: number, position: number): Buffer => {
    const buffer = Buffer.alloc(length);
    if (position + length > bytes || readSync(descriptor, buffer, 0, length, position) !== length) {
      throw new TypeError('it ends too early');
    }
    return buffer;
  };
  const header = read(HEADER, 0);
  const whole = (at: number) => Number(header.readBigUInt64LE(at));
  const linkBytes = 4 + 4 * 2 * links;
  const size = linkBytes + 4 * features + 8;
  const [capacity, count] = [whole(8), whole(16)];
  const expect = (name: string, got: number, required: number) => {
    if (got !== required) throw new TypeError(`its ${name} must be ${required}, got ${got}`);
  };
  expect('first offset', whole(0), 0);
  expect('bytes of a node', whole(24), size);
  expect('offset of labels', whole(32), size - 8);
  expect('offset of vectors', whole(40), linkBytes);
  expect('links of a node', whole(56), links);
  expect('links on the lowest level', whole(64), 2 * links);
  expect('parameter M', whole(72), links);
  if (HEADER + count * (size + 4) > bytes) {
    throw new TypeError(`its ${count} nodes do not fit into ${bytes} bytes`);
  }
  if (capacity < count || capacity * size > 2 * bytes + RESERVED) {
    throw new TypeError(
      `its capacity must be its number of nodes, ${count}, or slightly more, got ${capacity}`,
    );
  }
  checkLowestLevel(read, { count, size, links });
  checkUpperLevels(read, { count, links, bytes, start: HEADER + count * size }, header);
}

type Read = (length: number, position: number) => Buffer;

/** Throws unless there is a valid list of links at a position of a buffer: its length, then node numbers. */
function checkLinks(list: Buffer, at: number, most: number, isNode: (node: number) => boolean) {
  // The upper bytes hold flags, which a new graph does not have.
  const length = list.readUInt32LE(at);
  let ok = length <= most;
  for (let link = 0; ok && link < length; link++) ok = isNode(list.readUInt32LE(at + 4 + 4 * link));
  if (!ok) throw new TypeError('a node links to a node that does not exist');
}

function checkLowestLevel(
  read: Read,
  { count, size, links }: { readonly count: number; readonly size: number; readonly links: number },
): void {
  const atOnce = Math.max(1, Math.floor(CHUNK / size));
  for (let first = 0; first < count; first += atOnce) {
    const nodes = Math.min(atOnce, count - first);
    const chunk = read(nodes * size, HEADER + first * size);
    for (let node = 0; node < nodes; node++) {
      checkLinks(chunk, node * size, 2 * links, (other) => other < count);
      const label = chunk.readBigUInt64LE((node + 1) * size - 8);
      if (label === BigInt(first + node)) continue;
      throw new TypeError(`the label of node ${first + node} must be its number, got ${label}`);
    }
  }
}

function checkUpperLevels(
  read: Read,
  about: { readonly count: number; readonly links: number; readonly bytes: number; start: number },
  header: Buffer,
): void {
  const { count, links, bytes, start } = about;
  const listBytes = 4 + 4 * links;
  const levels = new Uint8Array(count);
  const starts = new Float64Array(count);
  let at = start;
  for (let node = 0; node < count; node++) {
    const length = read(4, at).readUInt32LE();
    at += 4;
    starts[node] = at;
    at += length;
    levels[node] = length / listBytes;
    if (length % listBytes !== 0 || length > 255 * listBytes || at > bytes) {
      throw new TypeError(`the link list of node ${node} has an impossible length, ${length}`);
    }
  }
  if (at !== bytes) throw new TypeError(`it must end at byte ${at}, got ${bytes} bytes`);
  if (count === 0) return;
  const [top, entry] = [header.readInt32LE(48), header.readUInt32LE(52)];
  if (entry >= count || levels[entry] !== top) {
    throw new TypeError(
      `its entry point must be a node of its highest level, ${top}, got node ${entry}`,
    );
  }
  for (let node = 0; node < count; node++) {
    const own = levels[node] ?? 0;
    const lists = own > 0 ? read(own * listBytes, starts[node] ?? 0) : undefined;
    for (let level = 1; lists && level <= own; level++) {
      const isThere = (other: number) => other < count && (levels[other] ?? 0) >= level;
      checkLinks(lists, (level - 1) * listBytes, links, isThere);
    }
  }
}
