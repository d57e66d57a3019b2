import { decodeText } from './decode-text.js';

const text = 'ü,é\n猫';

test.each([
  ['UTF-8', Buffer.from(text), text],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), text],
  ['UTF-16, little-endian', Buffer.from(`\ufeff${text}`, 'utf16le'), text],
  ['UTF-16, big-endian', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), text],
  ['Latin-1', Buffer.from([0x61, 0xe2, 0x20, 0xe9]), 'aâ é'],
  ['nothing', Buffer.alloc(0), ''],
])('%s', (_, bytes, expected) => {
  expect(decodeText(bytes)).toBe(expected);
});
