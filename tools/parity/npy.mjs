/** NumPy's files, version 1.0 (NEP 1): little-endian, row-major. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const PREFIX = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const types = { '<f4': Float32Array, '<i4': Int32Array, '|u1': Uint8Array };

function bytesOf({ buffer, byteOffset, byteLength }) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * Writes an array of any size, part by part.
 * @param type a key of `types`.
 * @param parts typed arrays, together of `shape`.
 */
export function writeNpy(file, type, shape, parts) {
  const about = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const end = Math.ceil((PREFIX.length + 2 + about.length + 1) / 64) * 64;
  const header = Buffer.from(`${about.padEnd(end - PREFIX.length - 3)}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const descriptor = openSync(file, 'w');
  try {
    for (const part of [PREFIX, length, header]) writeSync(descriptor, part);
    for (const part of parts) writeSync(descriptor, bytesOf(part));
  } finally {
    closeSync(descriptor);
  }
}

/** The rows of a file of {@link writeNpy} one by one: `size` numbers each. */
export function* readNpyRows(file, type, size) {
  const descriptor = openSync(file, 'r');
  try {
    const length = Buffer.alloc(2);
    readSync(descriptor, length, 0, 2, PREFIX.length);
    let at = PREFIX.length + 2 + length.readUInt16LE();
    for (;;) {
      const row = new types[type](size);
      if (readSync(descriptor, bytesOf(row), 0, row.byteLength, at) < row.byteLength) return;
      yield row;
      at += row.byteLength;
    }
  } finally {
    closeSync(descriptor);
  }
}
