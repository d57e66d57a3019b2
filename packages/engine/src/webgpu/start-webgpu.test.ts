import { findWebgpu } from './start-webgpu.js';

const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
afterEach(() => {
  if (before) Object.defineProperty(globalThis, 'navigator', before);
  else Reflect.deleteProperty(globalThis, 'navigator');
});

/** Puts a GPU into `navigator`, as in a browser. */
function haveAdapter(adapter: object | null) {
  const navigator = { gpu: { requestAdapter: async () => Promise.resolve(adapter) } };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

test('there is no GPU where there is no WebGPU, or no adapter', async () => {
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  expect(await findWebgpu()).toBeUndefined();
  haveAdapter(null);
  expect(await findWebgpu()).toBeUndefined();
});

test.each([
  [{ info: { vendor: 'nvidia', architecture: 'ampere' } }, 'nvidia ampere', false],
  [{ info: { vendor: 'apple', description: 'Apple M3' } }, 'Apple M3', false],
  [{}, 'unknown', false],
  [{ info: { vendor: 'google', architecture: 'swiftshader' } }, 'google swiftshader', true],
  [{ info: { description: 'llvmpipe (LLVM 15.0.6)' } }, 'llvmpipe (LLVM 15.0.6)', true],
  [{ info: { vendor: 'amd', isFallbackAdapter: true } }, 'amd', true],
  [{ isFallbackAdapter: true }, 'unknown', true],
])('%j is %s, in software: %s', async (adapter, name, isSoftware) => {
  haveAdapter(adapter);
  expect(await findWebgpu()).toEqual({ name, isSoftware });
});
