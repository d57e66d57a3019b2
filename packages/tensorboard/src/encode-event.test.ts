import { encodeEvent } from './encode-event.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
/** Field 1 as a float64 (key 1 · 8 + 1): 1.5. */
const wallTime = '09000000000000f83f';

test('the first event of a file', () => {
  // Field 3, a string (key 3 · 8 + 2) of 13 bytes.
  expect(hex(encodeEvent({ wallTime: 1.5, fileVersion: 'brain.Event:2' }))).toBe(
    `${wallTime}1a0d${Buffer.from('brain.Event:2').toString('hex')}`,
  );
});

test('a scalar: a tag and a float32 in a value in a summary', () => {
  const tag = `0a0a${Buffer.from('loss/train').toString('hex')}`;
  const half = '150000003f';
  // The step is 300 = 2 · 128 + 44: low seven bits first, the top bit set in all bytes but the last.
  expect(hex(encodeEvent({ wallTime: 1.5, step: 300, scalars: { 'loss/train': 0.5 } }))).toBe(
    `${wallTime}10ac022a130a11${tag}${half}`,
  );
});

test('scalars are in one summary, in order', () => {
  const value = (letter: string, float: string) => `0a080a01${letter}15${float}`;
  expect(hex(encodeEvent({ wallTime: 1.5, scalars: { a: 1, b: -2 } }))).toBe(
    `${wallTime}2a14${value('61', '0000803f')}${value('62', '000000c0')}`,
  );
});

test('an image: height, width, channels and the bytes of the PNG', () => {
  const png = Buffer.from('abc');
  const image = { height: 2, width: 3, channels: 1, png };
  expect(hex(encodeEvent({ wallTime: 1.5, images: { v: image } }))).toBe(
    `${wallTime}2a120a100a0176220b0802100318012203616263`,
  );
});

test('a start of the run', () => {
  expect(hex(encodeEvent({ wallTime: 1.5, step: 3, start: true }))).toBe(`${wallTime}10033a020801`);
});

test.each([-1, 0.5, NaN, 2 ** 53])('step %d is rejected', (step) => {
  expect(() => encodeEvent({ wallTime: 0, step })).toThrow(
    new RangeError(`encodeEvent: step must be a whole number of at least 0, got ${step}`),
  );
});
