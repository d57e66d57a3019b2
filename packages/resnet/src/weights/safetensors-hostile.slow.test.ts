import fc from 'fast-check';

import { decodeSafetensors, encodeSafetensors, SafetensorsError } from '../index.js';

/** A file with this header, followed by `valueBytes` zeros, and the given header length. */
function file(header: string | Uint8Array, valueBytes: number, length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + valueBytes);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (shape: string, offsets: string, dtype = '"F32"') =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
const single = (shape: string, offsets: string, dtype?: string) =>
  file(`{"a":${entry(shape, offsets, dtype)}}`, 8);
const pair = (first: string, second: string) =>
  file(`{"a":${entry('[1]', first)},"b":${entry('[1]', second)}}`, 8);

/** The error for each way in which a file can lie. */
const lies: Record<string, [bytes: Uint8Array, message: string]> = {
  'no bytes': [new Uint8Array(0), 'a file must have at least 8 bytes, got 0'],
  'half a length': [new Uint8Array(7), 'a file must have at least 8 bytes, got 7'],
  'a header beyond the file': [
    file('{}', 0, 3n),
    'the header must fit into the file, got a length of 3 in 10 bytes',
  ],
  'a header of 2^64 − 1 bytes': [
    file('{}', 0, 0xffffffffffffffffn),
    'the header must fit into the file, got a length of 18446744073709551615 in 10 bytes',
  ],
  'no header': [file('', 0), 'the header is not JSON in UTF-8'],
  'a header cut off': [file('{"a":{"dtype":"F3', 0), 'the header is not JSON in UTF-8'],
  'a header that is no JSON': [file('{a:1}', 0), 'the header is not JSON in UTF-8'],
  'a nameless value': [file('{:1}', 0), 'the header is not JSON in UTF-8'],
  'a header that is no UTF-8': [
    file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), 0),
    'the header is not JSON in UTF-8',
  ],
  'a header that is a list': [file('[]', 0), 'the header is not a JSON object'],
  'a header that is null': [file('null', 0), 'the header is not a JSON object'],
  'brackets without end': [
    file('{"a":' + '['.repeat(1e6) + ']'.repeat(1e6) + '}', 0),
    'the header must be nested at most 3 deep',
  ],
  'a name twice': [
    file(`{"a":${entry('[1]', '[0,4]')},"a":${entry('[1]', '[0,4]')}}`, 4),
    'each name must occur once in the header, got "a" again',
  ],
  'a name twice, once in escapes': [
    file(`{"a":${entry('[1]', '[0,4]')},"\\u0061":${entry('[1]', '[0,4]')}}`, 4),
    'each name must occur once in the header, got "a" again',
  ],
  'two shapes': [
    file('{"a":{"dtype":"F32","shape":[2],"shape":[1],"data_offsets":[0,4]}}', 4),
    'each name must occur once in the header, got "shape" again',
  ],
  'a tensor named __proto__': [
    file(`{"__proto__":${entry('[1]', '[0,4]')}}`, 4),
    'the header must not name __proto__',
  ],
  'metadata named __proto__': [
    file('{"__metadata__":{"__proto__":"x"}}', 0),
    'the header must not name __proto__',
  ],
  'metadata that are a list': [
    file('{"__metadata__":["x"]}', 0),
    'the metadata is not a JSON object',
  ],
  'metadata that are no strings': [
    file('{"__metadata__":{"epoch":3}}', 0),
    'metadata "epoch" must be a string, got 3',
  ],
  'a tensor that is null': [
    file('{"a":null}', 8),
    'tensor "a" must have dtype F32, F64, F16 or BF16, or one of whole numbers, got null',
  ],
  'a tensor in float8': [
    single('[8]', '[0,8]', '"F8_E4M3"'),
    'tensor "a" must have dtype F32, F64, F16 or BF16, or one of whole numbers, got "F8_E4M3"',
  ],
  'a bfloat16 tensor of the wrong size': [
    single('[1]', '[0,8]', '"BF16"'),
    'the offsets of tensor "a" must span 2 bytes within the 8 of the file, got [0,8]',
  ],
  'a dtype that is an object': [
    single('[1]', '[0,4]', '{}'),
    'tensor "a" must have dtype F32, F64, F16 or BF16, or one of whole numbers, got {}',
  ],
  'a dtype that a terminal would obey': [
    single('[1]', '[0,4]', '"\u009b31m\\n"'),
    'tensor "a" must have dtype F32, F64, F16 or BF16, or one of whole numbers, got "\ufffd31m\\n"',
  ],
  'a dtype without end': [
    single('[1]', '[0,4]', `"${'F'.repeat(1e6)}"`),
    `tensor "a" must have dtype F32, F64, F16 or BF16, or one of whole numbers, got "${'F'.repeat(79)}…`,
  ],
  'no shape': [
    single('null', '[0,8]'),
    'the shape of tensor "a" must be whole numbers with a product below 2^51, got null',
  ],
  'a negative shape': [
    single('[-1,-2]', '[0,8]'),
    'the shape of tensor "a" must be whole numbers with a product below 2^51, got [-1,-2]',
  ],
  'a fractional shape': [
    single('[0.5,4]', '[0,8]'),
    'the shape of tensor "a" must be whole numbers with a product below 2^51, got [0.5,4]',
  ],
  'a shape of strings': [
    single('["2"]', '[0,8]'),
    'the shape of tensor "a" must be whole numbers with a product below 2^51, got ["2"]',
  ],
  'a shape whose product is 2^64 + 2, or 2 in 64 bits': [
    single('[2,4611686018427387905]', '[0,8]'),
    'the shape of tensor "a" must be whole numbers with a product below 2^51, got [2,4611686018427388000]',
  ],
  'a shape whose product is 2^64, or 0 in 64 bits': [
    single('[4294967296,4294967296]', '[0,0]'),
    'the shape of tensor "a" must be whole numbers with a product below 2^51, got [4294967296,4294967296]',
  ],
  'a shape whose product is infinite, then 0': [
    single(`[${'4294967296,'.repeat(40)}0]`, '[0,0]'),
    `the shape of tensor "a" must be whole numbers with a product below 2^51, got [${'4294967296,'.repeat(7)}42…`,
  ],
  'a shape of 4 TB': [
    single('[1048576,1048576]', '[0,4398046511104]'),
    'the offsets of tensor "a" must span 4398046511104 bytes within the 8 of the file, got [0,4398046511104]',
  ],
  'no offsets': [
    single('[2]', 'null'),
    'the offsets of tensor "a" must span 8 bytes within the 8 of the file, got null',
  ],
  'one offset': [
    single('[2]', '[0]'),
    'the offsets of tensor "a" must span 8 bytes within the 8 of the file, got [0]',
  ],
  'three offsets': [
    single('[2]', '[0,8,8]'),
    'the offsets of tensor "a" must span 8 bytes within the 8 of the file, got [0,8,8]',
  ],
  'offsets backwards': [
    single('[2]', '[8,0]'),
    'the offsets of tensor "a" must span 8 bytes within the 8 of the file, got [8,0]',
  ],
  'a negative offset': [
    single('[2]', '[-8,0]'),
    'the offsets of tensor "a" must span 8 bytes within the 8 of the file, got [-8,0]',
  ],
  'offsets of fewer bytes than the shape': [
    single('[2]', '[0,4]'),
    'the offsets of tensor "a" must span 8 bytes within the 8 of the file, got [0,4]',
  ],
  'offsets past the file': [
    single('[2]', '[4,12]'),
    'the offsets of tensor "a" must span 8 bytes within the 8 of the file, got [4,12]',
  ],
  'values cut off': [
    file(`{"a":${entry('[2]', '[0,8]')}}`, 7),
    'the offsets of tensor "a" must span 8 bytes within the 7 of the file, got [0,8]',
  ],
  'the same bytes twice': [
    pair('[0,4]', '[0,4]'),
    'tensor "b" must start at byte 4 of the values, where the previous one ends, got 0',
  ],
  'tensors that overlap': [
    pair('[0,4]', '[2,6]'),
    'tensor "b" must start at byte 4 of the values, where the previous one ends, got 2',
  ],
  'a gap before the first tensor': [
    single('[1]', '[4,8]'),
    'tensor "a" must start at byte 0 of the values, where the previous one ends, got 4',
  ],
  'bytes behind the last value': [
    file(`{"a":${entry('[1]', '[0,4]')}}`, 5),
    'the file must end with its last value at byte 66, got 67 bytes',
  ],
  'bytes without a tensor': [
    file('{}', 1),
    'the file must end with its last value at byte 10, got 11 bytes',
  ],
};

test.each(Object.entries(lies))('%s', (_, [bytes, message]) => {
  const read = () => decodeSafetensors(bytes);
  expect(read).toThrow(SafetensorsError);
  const error = expect.objectContaining({ message, code: 'JSSL_SAFETENSORS' }) as Error;
  expect(read).toThrow(error);
});

test('the error about a broken header has its cause', () => {
  const error = expect.objectContaining({ cause: expect.any(SyntaxError) as Error }) as Error;
  expect(() => decodeSafetensors(file('{a:1}', 0))).toThrow(error);
});

/** A result with the contents of the file, or one error of one short line. */
function expectResultOrError(bytes: Uint8Array): 'read' | 'refused' {
  try {
    const content = decodeSafetensors(bytes);
    let valueBytes = 0;
    for (const { shape, data } of Object.values(content.tensors)) {
      expect(data).toHaveLength(shape.reduce((product, length) => product * length, 1));
      valueBytes += data.byteLength;
    }
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(valueBytes).toBe(bytes.length - 8 - headerBytes);
    const again = decodeSafetensors(encodeSafetensors(content.tensors, content.metadata));
    expect(again).toEqual(content);
    return 'read';
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    expect(error.message).toMatch(/^[^\n]{10,300}$/);
    return 'refused';
  }
}

const valid = encodeSafetensors(
  {
    'conv1.weight': { shape: [5, 2, 2, 3], data: new Float32Array(60).fill(-2) },
    'bn1.bias': { shape: [2], data: Float32Array.of(0.5, 0.25) },
    scalar: { shape: [], data: Float32Array.of(7) },
  },
  { format: 'pt' },
);

/** One change to a file, at a position in thousandths of its length. */
const change = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'set', 'insert', 'remove', 'cut', 'swap'),
  at: fc.nat(999),
  // Characters that occur in headers are more likely than others.
  byte: fc.oneof(
    fc.nat(255),
    fc.constantFrom(...new TextEncoder().encode('{}[]",:\\ 0123456789-eF')),
  ),
});

function mutate(bytes: number[], changes: { kind: string; at: number; byte: number }[]): number[] {
  const result = [...bytes];
  for (const { kind, at, byte } of changes) {
    const index = Math.floor((at / 1000) * result.length);
    if (kind === 'set') result[index] = byte;
    if (kind === 'insert') result.splice(index, 0, byte);
    if (kind === 'remove') result.splice(index, 1 + (byte % 8));
    if (kind === 'cut') result.length = index;
    if (kind === 'swap') result.push(...result.splice(index, 1 + (byte % 32)));
  }
  return result;
}

test('a valid file with a few changed bytes is read or refused', () => {
  const seen = { read: 0, refused: 0 };
  const changes = fc.array(change, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(changes, (list) => {
      seen[expectResultOrError(Uint8Array.from(mutate([...valid], list)))]++;
    }),
    { seed: 1, numRuns: 500 },
  );
  expect(seen.read).toBeGreaterThan(20);
  expect(seen.refused).toBeGreaterThan(300);
});

test('any JSON header is read or refused', () => {
  const seen = { read: 0, refused: 0 };
  const whole = fc.oneof(fc.constantFrom(0, 1, 2, 4, 8, 2 ** 31, 2 ** 53), fc.integer());
  const anything = fc.jsonValue({ maxDepth: 4 });
  const shapes = fc.oneof({ weight: 8, arbitrary: fc.array(whole, { maxLength: 3 }) }, anything);
  const sound = fc.nat(1).map((at) => ({
    dtype: 'F32',
    shape: [1],
    data_offsets: [4 * at, 4 * at + 4],
  }));
  const unsound = fc.record({
    dtype: fc.oneof({ weight: 8, arbitrary: fc.constant('F32') }, anything),
    shape: shapes,
    data_offsets: fc.oneof({ weight: 8, arbitrary: fc.tuple(whole, whole) }, anything),
  });
  const names = fc.oneof(fc.constantFrom('a', 'b', '__metadata__', 'toString'), fc.string());
  const entries = fc.oneof({ weight: 8, arbitrary: sound }, unsound, anything);
  fc.assert(
    fc.property(fc.dictionary(names, entries, { maxKeys: 3 }), fc.nat(2), (header, count) => {
      seen[expectResultOrError(file(JSON.stringify(header), 4 * count))]++;
    }),
    { seed: 1, numRuns: 500 },
  );
  expect(seen.read).toBeGreaterThan(20);
  expect(seen.refused).toBeGreaterThan(300);
});
