import fc from 'fast-check';

/** Numbers that make readers fail: the limits of the integer types, and what they wrap to. */
const numbers = [
  ...[0n, 1n, 2n, 3n, 7n, 8n, 16n, 0x7fn, 0x80n, 0xffn, 0x100n, 0x7fffn, 0x8000n, 0xffffn],
  ...[0x10000n, 0xffffffn, 0x7fffffffn, 0x80000000n, 0xfffffff8n, 0xffffffffn, 0x100000000n],
  ...[2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
];

/** A number that a file may lie with, of so many bytes. */
export function hostileNumber(byteLength: 1 | 2 | 4 | 8): fc.Arbitrary<bigint> {
  const most = 2n ** BigInt(8 * byteLength) - 1n;
  return fc.oneof(
    fc.constantFrom(...numbers.filter((number) => number <= most)),
    fc.bigInt(0n, most),
  );
}

/** Null in most cases. */
export function rarely<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

/** A number in bytes, little or big end first. */
export function bytesOf(number: bigint, byteLength: number, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(byteLength);
  for (let index = 0; index < byteLength; index++) {
    bytes[littleEndian ? index : byteLength - 1 - index] = Number(
      (number >> BigInt(8 * index)) & 0xffn,
    );
  }
  return bytes;
}

type Edit = (bytes: Buffer) => Buffer;

/** `bytes` with `removed` of them at `at` replaced. */
function replace(bytes: Buffer, at: number, removed: number, inserted: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
}

/** Places are taken modulo the length, so that any number is one. */
const place = fc.nat();
const chunkLength = fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 512 }));

/** Part of one file put over or into another. */
function splice(donors: readonly Uint8Array[]): fc.Arbitrary<Edit> {
  return fc
    .tuple(fc.constantFrom(...donors), place, place, chunkLength, fc.boolean())
    .map(([donor, from, to, length, isOver]): Edit => {
      const start = from % donor.length;
      const chunk = donor.subarray(start, start + length);
      return (bytes) => replace(bytes, to % bytes.length, isOver ? chunk.length : 0, chunk);
    });
}

function edits(donors: readonly Uint8Array[]): fc.Arbitrary<Edit> {
  const flipBit = fc.tuple(place, fc.nat(7)).map(([at, bit]): Edit => {
    return (bytes) => {
      const index = at % bytes.length;
      return replace(bytes, index, 1, Uint8Array.of((bytes[index] ?? 0) ^ (1 << bit)));
    };
  });
  const setByte = fc.tuple(place, fc.nat(255)).map(
    ([at, value]): Edit =>
      (bytes) =>
        replace(bytes, at % bytes.length, 1, Uint8Array.of(value)),
  );
  const lie = fc
    .constantFrom<1 | 2 | 4 | 8>(1, 2, 4, 8)
    .chain((length) => fc.tuple(fc.constant(length), hostileNumber(length), fc.boolean(), place))
    .map(([length, number, littleEndian, at]): Edit => {
      const value = bytesOf(number, length, littleEndian);
      return (bytes) => replace(bytes, at % bytes.length, length, value);
    });
  const cutEnd = place.map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(0, at % bytes.length),
  );
  const remove = fc.tuple(place, chunkLength).map(
    ([at, length]): Edit =>
      (bytes) =>
        replace(bytes, at % bytes.length, length, Buffer.of()),
  );
  const repeat = fc
    .tuple(place, chunkLength, fc.integer({ min: 1, max: 8 }))
    .map(([at, length, times]): Edit => (bytes) => {
      const start = at % bytes.length;
      const chunk = bytes.subarray(start, start + length);
      return replace(bytes, start, 0, Buffer.concat(Array.from({ length: times }, () => chunk)));
    });
  return fc.oneof(flipBit, setByte, lie, lie, cutEnd, remove, repeat, splice(donors));
}

/**
 * Bytes damaged at up to `most` places: flipped bits, changed bytes and numbers, parts cut off,
 * repeated, or taken from other files.
 * @param donors files of which parts are put into these.
 * @param from nothing before this byte is changed; negative: so many bytes from the end.
 */
export function damaged(
  bytes: Uint8Array,
  { donors = [bytes], from = 0, most = 4 } = {},
): fc.Arbitrary<Uint8Array> {
  const whole = Buffer.from(bytes);
  const start = from < 0 ? Math.max(0, whole.length + from) : from;
  return fc.array(edits(donors), { maxLength: most }).map((chosen) => {
    let changed: Buffer = whole.subarray(start);
    for (const edit of chosen) if (changed.length > 0) changed = edit(changed);
    return Buffer.concat([whole.subarray(0, start), changed]);
  });
}

/** As they are in most cases, else damaged. */
export function seldomDamaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(bytes) },
    { weight: 1, arbitrary: damaged(bytes, { most: 2 }) },
  );
}
