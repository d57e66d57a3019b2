import { reasonOf } from './reason-of.js';

test('lines are joined and none comes twice', () => {
  expect(reasonOf(new Error('corrupt header:\n no image\ntoo short\n no image'))).toBe(
    'corrupt header: no image too short',
  );
});

test('the noise of a reader is left out', () => {
  expect(reasonOf(new Error('source: bad seek to 42\nheif: too short'))).toBe('heif: too short');
});

test('control characters that a file has smuggled in are replaced', () => {
  expect(reasonOf(new Error('no column \u001b[31mred\u009b\r'))).toBe(
    'no column \ufffd[31mred\ufffd',
  );
});

test('there is always a reason, and never a long one', () => {
  expect(reasonOf(new Error(''))).toBe('unknown error');
  expect(reasonOf(new Error('x'.repeat(5000)))).toHaveLength(300);
});
