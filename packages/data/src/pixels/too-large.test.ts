import { tooLarge } from './too-large.js';

test('the size, the limit and what to do', () => {
  expect(tooLarge({ height: 16_000, width: 17_000 }, 2 ** 27).message).toBe(
    'an image of 17000x16000 exceeds the limit of 134,217,728 pixels; make it smaller',
  );
});
