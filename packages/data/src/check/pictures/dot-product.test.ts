import { dotProduct } from './dot-product.js';

test('products are summed, also of parts of arrays', () => {
  const one = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const other = Float32Array.of(9, 1, 1, 1, 1, 2, 0, 0);
  // 9 + 2 + 3 + 4 + 5 + 12
  expect(dotProduct(one, other)).toBe(35);
  // 5·1 + 6·1 + 7·1 + 8·1
  expect(dotProduct(one, other, { at: 4, to: 1, count: 4 })).toBe(26);
});
