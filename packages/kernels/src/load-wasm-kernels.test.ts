import { memoryOf } from './fixtures/memory-of.js';
import { sourcesHash } from './wasm-kernels-file.js';
import { loadWasmKernels, runsWasmKernels } from './load-wasm-kernels.js';
import { wasmSourcesHash } from './wasm-sources.js';

test('the committed file is made of the sources as they are: else npm run kernels:wasm makes it again', () => {
  expect(sourcesHash).toBe(wasmSourcesHash());
});

test('it runs here', () => {
  expect(runsWasmKernels()).toBe(true);
});

/** Kernels in a memory that is only ever added to. */
function load({ pages = 40 } = {}) {
  const memory = memoryOf(pages);
  let end = 64;
  const allocate = (bytes: number) => {
    const [address, after] = [end, end + Math.ceil(bytes / 64) * 64];
    if (after > pages * 65_536) return 0;
    end = after;
    return address;
  };
  const kernels = loadWasmKernels({ memory, allocate, release: () => undefined });
  const put = (values: readonly number[]) => {
    const address = allocate(4 * values.length);
    new Float32Array(memory.buffer, address, values.length).set(values);
    return address;
  };
  const read = (address: number, count: number) => [
    ...new Float32Array(memory.buffer, address, count),
  ];
  return { kernels, put, read };
}

const zeros = (count: number) => new Array<number>(count).fill(0);

test('max-pool and its gradient, which goes to the first of equal pixels', () => {
  const { kernels, put, read } = load();
  // One channel beside a whole vector of them: five channels, all alike.
  const wide = (values: readonly number[]) => values.flatMap((value) => zeros(5).map(() => value));
  const x = put(wide([1, 2, 9, 4, 5, 9, 7, 8, 3, 0, 0, 6, 1, 1, 1]));
  const [y, dx] = [put(zeros(10)), put(zeros(75))];
  kernels.pool(1, 3, 5, 5, x, y);
  expect(read(y, 10)).toEqual(wide([9, 9]));
  kernels.poolGradient(1, 3, 5, 5, put(wide([2, 3])), x, y, dx);
  expect(read(dx, 75)).toEqual(wide([0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
});

test('means over height and width, and each pixel many times', () => {
  const { kernels, put, read } = load();
  const x = put(Array.from({ length: 2 * 3 * 2 * 5 }, (_, at) => at));
  const y = put(zeros(10));
  kernels.average(2, 3, 2, 5, x, y);
  expect(read(y, 10)).toEqual([12.5, 13.5, 14.5, 15.5, 16.5, 42.5, 43.5, 44.5, 45.5, 46.5]);
  const repeated = put(zeros(12));
  kernels.repeat(2, 3, 2, y, repeated);
  expect(read(repeated, 12)).toEqual([
    ...[12.5, 13.5, 12.5, 13.5, 12.5, 13.5],
    ...[14.5, 15.5, 14.5, 15.5, 14.5, 15.5],
  ]);
});

test('the logarithm of the loss is that of JavaScript to the last digits', () => {
  const { kernels, put, read } = load();
  // One row whose only negative is as near as its positive: each term is log 2.
  const one = put([0.25]);
  const [totals, states] = [put(zeros(4)), put(zeros(6))];
  kernels.lossOf(
    1,
    1,
    one,
    one,
    one,
    one,
    0,
    put([0.1, 0.1, 0.1, 0.5, 0.25, 0.25]),
    totals,
    states,
  );
  for (const value of read(totals, 4)) expect(value).toBe(Math.fround(Math.LN2));
});

test('too little memory is an error, after which the kernels go on', () => {
  const { kernels, put, read } = load({ pages: 3 });
  const x = put(zeros(16));
  // A packed filter of 16 x 4,096 numbers does not fit three pages.
  expect(() => {
    kernels.windows(0, 1, 1, 1, 16, 4096, 1, 1, x, x, x);
  }).toThrow(/^out of memory: the kernels need \d+ more bytes$/);
  const sum = put(zeros(5));
  const [a, b] = [put([1, 2, 3, 4, 5]), put([5, 5, 5, 5, 5])];
  kernels.addMaps(5, a, b, sum);
  expect(read(sum, 5)).toEqual([6, 7, 8, 9, 10]);
});
