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

/** A field of bytes: key field · 8 + 2, length, content; in hex. */
const field = (number: number, content: string) =>
  [number * 8 + 2, content.length / 2].map((byte) => byte.toString(16).padStart(2, '0')).join('') +
  content;
const textField = (number: number, text: string) =>
  field(number, Buffer.from(text).toString('hex'));
const doubles = (...values: number[]) => hex(new Uint8Array(Float64Array.from(values).buffer));
/** An event with one value. */
const event = (value: string) => `${wallTime}${field(5, field(1, value))}`;

// TensorBoard 2.21 read a file with these values.
test('a histogram: five float64, then the limits and the counts', () => {
  const histogram = {
    ...{ min: -1, max: 3, count: 4, sum: 2, sumOfSquares: 12 },
    ...{ limits: [1, 3], counts: [3, 1] },
  };
  const numbers = [-1, 3, 4, 2, 12].map(
    (value, at) => `${['09', '11', '19', '21', '29'][at]}${doubles(value)}`,
  );
  const encoded = numbers.join('') + field(6, doubles(1, 3)) + field(7, doubles(3, 1));
  expect(hex(encodeEvent({ wallTime: 1.5, histograms: { w: histogram } }))).toBe(
    event(textField(1, 'w') + field(5, encoded)),
  );
});

test('a text: a tensor of one string (type 7, shape [1]) for the plugin text', () => {
  const tensor = `0807${field(2, field(2, '0801'))}${textField(8, 'hello')}`;
  const metadata = `${field(1, textField(1, 'text'))}2002`;
  expect(hex(encodeEvent({ wallTime: 1.5, texts: { note: 'hello' } }))).toBe(
    event(textField(1, 'note') + field(8, tensor) + field(9, metadata)),
  );
});

/** A session's value: an empty tensor (type 1, shape [0]), and its content for the plugin hparams. */
const session = (tag: string, content: string) =>
  event(
    textField(1, `_hparams_/${tag}`) +
      field(8, `0801${field(2, field(2, '0800'))}`) +
      field(9, `${field(1, textField(1, 'hparams') + field(2, content))}2002`),
  );

test('hyperparameters: a map to numbers, strings and booleans, and the time of the start', () => {
  const entry = (name: string, value: string) => field(1, textField(1, name) + field(2, value));
  const entries = [
    entry('lr', `11${doubles(0.1)}`),
    entry('method', textField(3, 'moco')),
    entry('flip', '2001'),
  ].join('');
  const given = { hparams: { lr: 0.1, method: 'moco', flip: true }, startSeconds: 1.5 };
  expect(hex(encodeEvent({ wallTime: 1.5, session: given }))).toBe(
    session('session_start_info', field(3, `${entries}29${doubles(1.5)}`)),
  );
});

test('the end of a session: success, and the time', () => {
  expect(hex(encodeEvent({ wallTime: 1.5, session: { endSeconds: 2.5 } }))).toBe(
    session('session_end_info', field(4, `080111${doubles(2.5)}`)),
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
