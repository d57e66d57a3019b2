import { diagnose, type Diagnosis } from '@jssl/engine';
import type { Command } from 'commander';

import type { CommandContext } from './command-context.js';

/** `jssl doctor`: what this machine has, what is missing, and how to mend it. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('doctor')
    .description('what this machine has, what is missing, and how to mend it')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const diagnosis = await diagnose();
      if (json) {
        terminal.out(JSON.stringify(diagnosis));
        return;
      }
      for (const line of describe(diagnosis)) terminal.out(line);
    });
}

function describe(diagnosis: Diagnosis): string[] {
  const { engine, problems } = diagnosis;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const features = diagnosis.cpuFeatures.join(' ');
  const rows = [
    ['Node', diagnosis.node],
    ['platform', [diagnosis.platform, diagnosis.libc].filter(Boolean).join(', ')],
    ['CPU', `${diagnosis.cpu}, ${diagnosis.cores} cores${features ? `, ${features}` : ''}`],
    ['memory', gigabytes(diagnosis.memoryBytes)],
    ['GPU', diagnosis.gpu ?? 'none found'],
    [
      'engine',
      engine ? `${engine.name} (${engine.origin}${engine.gpu ? ', on the GPU' : ''})` : 'none',
    ],
    ['TensorFlow', engine?.tensorflowVersion ?? '-'],
    ['pip', diagnosis.pip ?? 'none found'],
    ['compiler', diagnosis.compiler ?? 'none found'],
    ['cache', `${diagnosis.cacheFolder}, ${gigabytes(diagnosis.cacheFreeBytes)} free`],
  ];
  return [
    ...rows.map(([name = '', value = '']) => `${name.padEnd(12)}${value}`),
    ...problems.flatMap(({ problem, remedy }) => [`problem: ${problem}`, `  ${remedy}`]),
    ...(problems.length === 0 ? ['no problems found'] : []),
  ];
}
