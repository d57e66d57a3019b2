import { floatTypes, floatValues, type FloatType } from './float-values.js';
import type { StateDict, StoredTensor } from './state-dict.js';

/**
 * The bytes are not a safetensors file, or one that this reader does not support.
 * @example
 * ```ts
 * import { decodeSafetensors, SafetensorsError } from '@jssl/resnet';
 *
 * try {
 *   decodeSafetensors(new Uint8Array(3));
 * } catch (error) {
 *   if (error instanceof SafetensorsError) console.log(error.message); // a file must have at least 8 bytes, got 3
 * }
 * ```
 */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
  readonly code = 'JSSL_SAFETENSORS';
}

/** The contents of a safetensors file: tensors and metadata. */
export interface SafetensorsContent {
  readonly tensors: StateDict;
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
/** Nesting depth of a header: all entries, one entry, its shape. */
const MAX_DEPTH = 3;

/**
 * Writes float32 tensors as safetensors: 8 bytes of little-endian header length, a JSON header of
 * dtypes, shapes and offsets, then the values, little-endian, in the given order.
 * @see https://huggingface.co/docs/safetensors
 * @throws RangeError for a reserved name, or if the number of values does not match the shape.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { createEncoder, defaultEncoderConfig, encodeSafetensors, stateDict } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 4 }, () => 0.5);
 * const bytes = encodeSafetensors(stateDict(encoder), { depth: '18' });
 * writeFileSync('encoder.safetensors', bytes);
 * console.log(bytes.length % 4); // 0
 * ```
 */
export function encodeSafetensors(
  tensors: StateDict,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Object.entries(tensors);
  let offset = 0;
  const header = entries.map(([name, { shape, data }]): [string, unknown] => {
    if (name === '__metadata__' || name === '__proto__') {
      throw new RangeError(`encodeSafetensors: a tensor must not be named ${name}`);
    }
    const size = bytesOf(shape) / 4;
    if (data.length !== size) {
      throw new RangeError(
        `encodeSafetensors: ${name} must have ${size} values by its shape [${shape.join(', ')}], got ${data.length}`,
      );
    }
    const from = offset;
    offset += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [from, offset] }];
  });
  const json = new TextEncoder().encode(
    JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(header) }),
  );
  // The header is padded with spaces so that the values start at a multiple of 8.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { data }] of entries) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads floating-point tensors (dtypes F32, F64, F16 and BF16) as float32. Whole numbers, such as PyTorch's batch
 * counters (`num_batches_tracked`), are not needed and are dropped. The bytes are not trusted: every length,
 * offset, shape and name is checked before anything is allocated for it.
 * @throws SafetensorsError with a message of one sentence.
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from '@jssl/resnet';
 *
 * const tensors = { bias: { shape: [2], data: Float32Array.of(1, 2) } };
 * const file = encodeSafetensors(tensors, { epoch: '3' });
 * const { tensors: read, metadata } = decodeSafetensors(file);
 * console.log(read['bias'].shape, [...read['bias'].data], metadata['epoch']); // [ 2 ] [ 1, 2 ] 3
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes, view);
  const start = LENGTH_BYTES + Number(view.getBigUint64(0, true));
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: [string, StoredTensor][] = [];
  let end = 0;
  const ordered = Object.entries(entries)
    .map(([name, entry]) => ({ name, ...checkEntry(name, entry, bytes.length - start) }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  for (const { name, dtype, shape, from, to } of ordered) {
    if (from !== end) {
      throw new SafetensorsError(
        `tensor ${shown(name)} must start at byte ${end} of the values, where the previous one ends, got ${from}`,
      );
    }
    end = to;
    if (!isFloat(dtype)) continue;
    const data = floatValues(bytes.subarray(start + from, start + to), dtype);
    tensors.push([name, { shape, data }]);
  }
  if (start + end !== bytes.length) {
    throw new SafetensorsError(
      `the file must end with its last value at byte ${start + end}, got ${bytes.length} bytes`,
    );
  }
  return { tensors: Object.fromEntries(tensors), metadata: checkMetadata(metadata) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readHeader(bytes: Uint8Array, view: DataView): Record<string, unknown> {
  if (bytes.length < LENGTH_BYTES) {
    throw new SafetensorsError(`a file must have at least 8 bytes, got ${bytes.length}`);
  }
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES))) {
    throw new SafetensorsError(
      `the header must fit into the file, got a length of ${length} in ${bytes.length} bytes`,
    );
  }
  const text = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + Number(length));
  let header: unknown;
  try {
    header = parseHeader(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (error) {
    if (error instanceof SafetensorsError) throw error;
    throw new SafetensorsError('the header is not JSON in UTF-8', { cause: error });
  }
  if (!isRecord(header)) throw new SafetensorsError('the header is not a JSON object');
  return header;
}

/** JSON.parse that also rejects duplicate names (it would keep the last one) and deep nesting. */
function parseHeader(json: string): unknown {
  const open: Set<unknown>[] = []; // the names within each open bracket
  let string = '';
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/gs)) {
    if (token === '{' || token === '[') {
      if (open.push(new Set()) > MAX_DEPTH) {
        throw new SafetensorsError(`the header must be nested at most ${MAX_DEPTH} deep`);
      }
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const name: unknown = JSON.parse(string);
      if (name === '__proto__') throw new SafetensorsError('the header must not name __proto__');
      if (open.at(-1)?.has(name)) {
        throw new SafetensorsError(
          `each name must occur once in the header, got ${shown(name)} again`,
        );
      }
      open.at(-1)?.add(name);
    } else {
      string = token;
    }
  }
  return JSON.parse(json);
}

/** Shows a header value in an error: JSON on one line, truncated if long. */
function shown(value: unknown): string {
  // JSON escapes control characters below 0x20 only; terminals also obey those from 0x7f.
  const json = JSON.stringify(value ?? null).replace(/\p{Cc}/gu, '\ufffd');
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}

/** The size of a tensor in bytes; inexact or infinite above 2^53. */
function bytesOf(shape: readonly number[], bytesPerValue = 4): number {
  return shape.reduce((product, length) => product * length, bytesPerValue);
}

/** Bytes of a value of each type. Whole numbers and truth values are dropped. */
const typeBytes = { ...floatTypes, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const;

function isType(dtype: unknown): dtype is keyof typeof typeBytes {
  return typeof dtype === 'string' && Object.hasOwn(typeBytes, dtype);
}

function isFloat(dtype: keyof typeof typeBytes): dtype is FloatType {
  return Object.hasOwn(floatTypes, dtype);
}

function checkEntry(name: string, entry: unknown, available: number) {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const tensor = `tensor ${shown(name)}`;
  if (!isType(dtype)) {
    throw new SafetensorsError(
      `${tensor} must have dtype F32, F64, F16 or BF16, or one of whole numbers, got ${shown(dtype)}`,
    );
  }
  const whole = (value: unknown): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0;
  if (!Array.isArray(shape) || !shape.every(whole) || !whole(bytesOf(shape))) {
    throw new SafetensorsError(
      `the shape of ${tensor} must be whole numbers with a product below 2^51, got ${shown(shape)}`,
    );
  }
  const size = bytesOf(shape, typeBytes[dtype]);
  const [from, to, ...more] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
  if (!whole(from) || !whole(to) || more.length > 0 || to > available || to - from !== size) {
    throw new SafetensorsError(
      `the offsets of ${tensor} must span ${size} bytes within the ${available} of the file, got ${shown(offsets)}`,
    );
  }
  return { dtype, shape, from, to };
}

function checkMetadata(metadata: unknown): Record<string, string> {
  if (!isRecord(metadata)) throw new SafetensorsError('the metadata is not a JSON object');
  const strings: [string, string][] = [];
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') {
      throw new SafetensorsError(`metadata ${shown(name)} must be a string, got ${shown(value)}`);
    }
    strings.push([name, value]);
  }
  return Object.fromEntries(strings);
}
