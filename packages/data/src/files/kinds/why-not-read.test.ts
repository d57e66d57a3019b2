import { imageKinds, whyNotRead } from './why-not-read.js';

test('a picture of another kind is called by it, with what to do', () => {
  expect(whyNotRead('jxl')).toBe(
    'a JPEG XL image, which is not supported; convert it to JPEG or PNG',
  );
  expect(whyNotRead('svg')).toBe('an SVG drawing, which is not supported; render it to PNG');
});

test('a file that is no picture is called what it is', () => {
  expect(whyNotRead('html')).toBe('not an image but a web page');
});

test('only pictures of pixels are decoded', () => {
  expect(imageKinds.has('tiff')).toBe(true);
  expect(imageKinds.has('svg')).toBe(false);
});
