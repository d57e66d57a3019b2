import { findInstructionsBy, hasInstructions } from './bfloat16-instructions.js';

test('the processor is asked once, and has none where nobody says how to ask', () => {
  expect(hasInstructions('amx_bf16')).toBe(false);
  const find = jest.fn(() => ['avx2', 'amx_bf16']);
  findInstructionsBy(find);
  expect(hasInstructions('avx512_bf16', 'amx_bf16')).toBe(true);
  expect(hasInstructions('bf16')).toBe(false);
  expect(find).toHaveBeenCalledTimes(1);
});
