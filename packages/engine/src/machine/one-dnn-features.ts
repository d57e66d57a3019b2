import { cpuFeatures } from './machine.js';

/** What an instruction set limit of oneDNN leaves out, the lowest limits first. */
const leftOut: readonly (readonly [limit: RegExp, features: readonly string[]])[] = [
  [/^(SSE41|AVX)$/i, ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16']],
  [/^AVX2/i, ['avx512f', 'avx512_bf16', 'amx_bf16']],
  [/^AVX512_CORE(_VNNI)?$/i, ['avx512_bf16', 'amx_bf16']],
  [/^AVX512_CORE_(BF16|FP16)$/i, ['amx_bf16']],
];

/** The instruction sets of `features` that are within a limit, as `ONEDNN_MAX_CPU_ISA` names it. */
export function withinLimit(features: readonly string[], limit: string): string[] {
  const without = leftOut.find(([names]) => names.test(limit))?.[1] ?? [];
  return features.filter((feature) => !without.includes(feature));
}

/** The CPU's instruction sets that matter for speed, as far as `ONEDNN_MAX_CPU_ISA` lets oneDNN use them. */
export function oneDnnFeatures(): string[] {
  return withinLimit(cpuFeatures(), process.env['ONEDNN_MAX_CPU_ISA'] ?? '');
}
