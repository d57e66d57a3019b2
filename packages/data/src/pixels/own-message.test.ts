// cspell:ignore vipspng webpload
import { ownMessage } from './own-message.js';

test('what libvips says about images of other kinds is left out', () => {
  const message = 'VipsJpeg: premature end of JPEG image\nvipspng: libpng read error\nno prefix';
  expect(ownMessage(new Error(message), 'png')).toBe('vipspng: libpng read error\nno prefix');
  expect(ownMessage(new Error(message), 'jpeg')).toBe(
    'VipsJpeg: premature end of JPEG image\nno prefix',
  );
  expect(ownMessage(new Error('source: read error\nwebp: bad header'), 'avif')).toBe(
    'source: read error',
  );
});
