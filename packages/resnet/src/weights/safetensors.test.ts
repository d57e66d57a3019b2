import { decodeSafetensors, encodeSafetensors } from '../index.js';

const ascii = (text: string) => [...new TextEncoder().encode(text)];

/** Bytes of 1, −2, 0.5, 0 and −0 in IEEE 754 binary32, little-endian. */
const values = {
  one: [0, 0, 0x80, 0x3f],
  minusTwo: [0, 0, 0, 0xc0],
  half: [0, 0, 0, 0x3f],
  zero: [0, 0, 0, 0],
  minusZero: [0, 0, 0, 0x80],
};

// 138 bytes, so that six spaces complete a multiple of 8.
const header =
  '{"__metadata__":{"by":"me"},' +
  '"x":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},' +
  '"y":{"dtype":"F32","shape":[],"data_offsets":[16,20]}}';
const file = Uint8Array.from([
  ...[144, 0, 0, 0, 0, 0, 0, 0],
  ...ascii(header.padEnd(144)),
  ...values.one,
  ...values.minusTwo,
  ...values.half,
  ...values.zero,
  ...values.minusZero,
]);
const content = {
  tensors: {
    x: { shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 0) },
    y: { shape: [], data: Float32Array.of(-0) },
  },
  metadata: { by: 'me' },
};

test('a file is written byte for byte according to the format', () => {
  expect(header).toHaveLength(138);
  expect(encodeSafetensors(content.tensors, content.metadata)).toEqual(file);
});

test('a file written by hand is read, at any offset in a buffer', () => {
  expect(decodeSafetensors(file)).toEqual(content);
  const buffer = new Uint8Array(file.length + 8);
  buffer.set(file, 3);
  expect(decodeSafetensors(buffer.subarray(3, 3 + file.length))).toEqual(content);
});

test('what is read is a copy of the bytes', () => {
  const bytes = file.slice();
  const { tensors } = decodeSafetensors(bytes);
  bytes.fill(0);
  expect(tensors).toEqual(content.tensors);
});

test('extreme values, strange names and empty tensors survive', () => {
  const tensors = {
    'layer1.0 "quoted" \\ \n é 漢 \u{1f600}': {
      shape: [4],
      data: Float32Array.of(3.4028234663852886e38, -1.401298464324817e-45, Infinity, NaN),
    },
    empty: { shape: [0, 3], data: new Float32Array(0) },
    '': { shape: [1, 1], data: Float32Array.of(0.1) },
    // JavaScript lists such a name before the others.
    7: { shape: [1], data: Float32Array.of(7) },
    constructor: { shape: [], data: Float32Array.of(8) },
  };
  const metadata = { format: 'pt', note: 'line\nline' };
  expect(decodeSafetensors(encodeSafetensors(tensors, metadata))).toEqual({ tensors, metadata });
  expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
});

test('the header may list tensors in any order, also an empty one after the one that starts at the same byte', () => {
  const text =
    '{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},' +
    '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
    '"none":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}';
  const bytes = [text.length, 0, 0, 0, 0, 0, 0, 0, ...ascii(text), ...values.one, ...values.half];
  expect(decodeSafetensors(Uint8Array.from(bytes)).tensors).toEqual({
    none: { shape: [0], data: new Float32Array(0) },
    a: { shape: [1], data: Float32Array.of(1) },
    b: { shape: [1], data: Float32Array.of(0.5) },
  });
});

test.each(['__metadata__', '__proto__'])('a tensor named %s cannot be written', (name) => {
  const tensors = Object.fromEntries([[name, { shape: [1], data: Float32Array.of(1) }]]);
  const write = () => encodeSafetensors(tensors);
  expect(write).toThrow(RangeError);
  expect(write).toThrow(`encodeSafetensors: a tensor must not be named ${name}`);
});

test('values whose number does not match the shape cannot be written', () => {
  const write = () => encodeSafetensors({ x: { shape: [2, 3], data: new Float32Array(5) } });
  expect(write).toThrow(RangeError);
  expect(write).toThrow('encodeSafetensors: x must have 6 values by its shape [2, 3], got 5');
});

test('PyTorch’s batch counters are dropped', () => {
  const header = JSON.stringify({
    'bn1.weight': { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    'bn1.num_batches_tracked': { dtype: 'I64', shape: [], data_offsets: [4, 12] },
  });
  const bytes = new Uint8Array(8 + header.length + 12);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  expect(Object.keys(decodeSafetensors(bytes).tensors)).toEqual(['bn1.weight']);
});
