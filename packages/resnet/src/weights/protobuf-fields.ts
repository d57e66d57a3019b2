/** A field of a protobuf message: a number, or the bytes of a text, a list or another message. */
export interface ProtobufField {
  readonly number: number;
  /** Of a varint; 0 for other kinds. Exact below 2^53. */
  readonly value: number;
  /** Empty for a varint. */
  readonly bytes: Uint8Array;
}

/** The bytes are no protobuf message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/**
 * The fields of a protobuf message, in the order of the file (https://protobuf.dev/programming-guides/encoding).
 * Nothing is copied: `bytes` are views, and every length is compared with the bytes there are.
 * @throws ProtobufError
 */
export function protobufFields(message: Uint8Array): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new ProtobufError('a number ends after the last byte');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufError('a number has more than ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (length > message.length - at) {
      throw new ProtobufError(`a field of ${length} bytes ends after the last byte`);
    }
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const [number, kind] = [Math.floor(key / 8), key % 8];
    if (kind === 0) fields.push({ number, value: varint(), bytes: EMPTY });
    else if (kind === 1) fields.push({ number, value: 0, bytes: take(8) });
    else if (kind === 2) fields.push({ number, value: 0, bytes: take(varint()) });
    else if (kind === 5) fields.push({ number, value: 0, bytes: take(4) });
    else throw new ProtobufError(`a field has the unknown kind ${kind}`);
  }
  return fields;
}

const EMPTY = new Uint8Array();

/** The varints of a repeated field, packed or one by one. @throws ProtobufError */
export function repeatedVarints(fields: readonly ProtobufField[], number: number): number[] {
  return fields
    .filter((field) => field.number === number)
    .flatMap(({ value, bytes }) => (bytes.length === 0 ? [value] : unpack(bytes)));
}

function unpack(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [value, shift] = [0, 0];
  for (const byte of bytes) {
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte >= 0x80) continue;
    values.push(value);
    [value, shift] = [0, 0];
  }
  return values;
}

/** The text of the last field with a number; empty without one. */
export function textOf(fields: readonly ProtobufField[], number: number): string {
  const found = fields.findLast((field) => field.number === number);
  return found ? new TextDecoder().decode(found.bytes) : '';
}
