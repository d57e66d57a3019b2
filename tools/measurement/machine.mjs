import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** Describes the computer in a line: cores, processor with its instruction sets, memory, system. */
export function machine() {
  const info = readFileSync('/proc/cpuinfo', 'utf8');
  const flags = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16'].filter((flag) =>
    info.includes(flag),
  );
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'unknown'} (${flags.join(', ')}), ${memory} GiB, Linux ${release()}`;
}
