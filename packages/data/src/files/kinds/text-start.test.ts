// cspell:ignore über
import { isBytesOfText, rootElementOf } from './text-start.js';

test.each([
  ['<a:svg x="1">', 'svg'],
  ['<!-- <svg> --><?xml?><!DOCTYPE svg><rss>', 'rss'],
  ['<!DOCTYPE html><html>', '!doctype html'],
  ['<!-- a comment that goes on', ''],
  ['a < b', undefined],
])('the first element of %j is %j', (text, name) => {
  expect(rootElementOf(Buffer.from(text))).toBe(name);
});

test('text has no control characters', () => {
  expect(isBytesOfText(Buffer.from('a\tb\r\nc, über\n'))).toBe(true);
  expect(isBytesOfText(Buffer.from('a\0b and more'))).toBe(false);
  expect(isBytesOfText(Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0x20, 0x20, 0x20))).toBe(false);
});

test('a character that is cut off at the end does not make text binary', () => {
  expect(isBytesOfText(Buffer.from('猫猫猫猫').subarray(0, 11))).toBe(true);
});
