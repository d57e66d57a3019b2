import fc from 'fast-check';

import { expectGoodOrRefused } from './expect-good-or-refused.js';
import { readHostile, type HostileFormat } from './hostile-format.js';

/** A format of one byte, of which `read` makes something. */
const formatOf = (read: () => unknown): HostileFormat => ({
  name: 'byte',
  inputs: fc.nat(255).map((value) => ({ 'a.bin': Uint8Array.of(value) })),
  read: () => Promise.resolve(read() as string[]),
  refusal: /^RangeError: byte: /,
});
const outcomeOf = (read: () => unknown) => readHostile(formatOf(read), '.');
const fail = (error: Error) => () => {
  throw error;
};

test('a result is good, and a promised error is a refusal', async () => {
  expect(await outcomeOf(() => [])).toBe('good');
  expect(await outcomeOf(() => ['a.png: too short'])).toBe('good');
  expect(await outcomeOf(fail(new RangeError('byte: too large')))).toBe('refused');
});

test('another error is a failure, though its message were the same', async () => {
  await expect(outcomeOf(fail(new RangeError('Maximum call stack')))).rejects.toThrow('Maximum');
  await expect(outcomeOf(fail(new TypeError('byte: too large')))).rejects.toThrow(TypeError);
});

test.each(['byte: two\nlines', 'byte: \u001b[31m', 'byte: \u009b31m'])(
  'the message %j is a failure, of an error or of what was left out',
  async (message) => {
    const failure = `a message must be one printable line, got ${JSON.stringify(message)}`;
    await expect(outcomeOf(fail(new RangeError(message)))).rejects.toThrow(failure);
    await expect(outcomeOf(() => ['fine', message])).rejects.toThrow(failure);
  },
);

test('a changed Object.prototype is a failure', async () => {
  const pollute = () => {
    Object.defineProperty(Object.prototype, 'polluted', { value: true, configurable: true });
    return [];
  };
  try {
    await expect(outcomeOf(pollute)).rejects.toThrow('Object.prototype must stay as it is');
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted');
  }
});

test('many inputs must be of both kinds', async () => {
  let count = 0;
  const half = formatOf(() => (count++ % 2 === 0 ? [] : fail(new RangeError('byte: odd'))()));
  await expectGoodOrRefused(half, 40);
  expect(count).toBe(40);
  await expect(
    expectGoodOrRefused(
      formatOf(() => []),
      40,
    ),
  ).rejects.toThrow('some inputs must be good and some refused, got {"good":40,"refused":0}');
});
