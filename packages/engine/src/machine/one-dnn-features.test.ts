import { cpuFeatures } from './machine.js';
import { oneDnnFeatures, withinLimit } from './one-dnn-features.js';

const all = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16'];
const before = process.env['ONEDNN_MAX_CPU_ISA'];

afterEach(() => {
  if (before === undefined) delete process.env['ONEDNN_MAX_CPU_ISA'];
  else process.env['ONEDNN_MAX_CPU_ISA'] = before;
});

test.each([
  ['SSE41', 0],
  ['AVX', 0],
  ['AVX2', 1],
  ['AVX2_VNNI_2', 1],
  ['AVX512_CORE', 2],
  ['avx512_core_vnni', 2],
  ['AVX512_CORE_BF16', 3],
  ['AVX512_CORE_AMX', 4],
  ['AVX10_1_512', 4],
  ['ALL', 4],
  ['', 4],
])('up to %j', (limit, count) => {
  expect(withinLimit(all, limit)).toEqual(all.slice(0, count));
});

test('the limit is that of the environment', () => {
  delete process.env['ONEDNN_MAX_CPU_ISA'];
  expect(oneDnnFeatures()).toEqual(cpuFeatures());
  process.env['ONEDNN_MAX_CPU_ISA'] = 'SSE41';
  expect(oneDnnFeatures()).toEqual(cpuFeatures().filter((one) => !/^a[vm]x/.test(one)));
});
