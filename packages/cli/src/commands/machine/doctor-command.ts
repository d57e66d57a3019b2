import { diagnose, type Diagnosis } from '@jssl/engine';
import type { Command } from 'commander';

import type { CommandContext } from '../../process/command-context.js';

/** `jssl doctor`: what this machine has, what is missing, and how to fix it. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('doctor')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  jssl doctor')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const diagnosis = await diagnose();
      if (json) {
        terminal.out(JSON.stringify(diagnosis));
        return;
      }
      describeDiagnosis(diagnosis).forEach(terminal.out);
    });
}

/** A diagnosis as lines: what the machine has, then each problem with its remedy. */
export function describeDiagnosis(diagnosis: Diagnosis): string[] {
  const { problems } = diagnosis;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const features = diagnosis.cpuFeatures.join(' ');
  const rows = [
    ['Node', diagnosis.node],
    ['platform', [diagnosis.platform, diagnosis.libc].filter(Boolean).join(', ')],
    ['CPU', `${diagnosis.cpu}, ${diagnosis.cores} cores${features ? `, ${features}` : ''}`],
    ['memory', gigabytes(diagnosis.memoryBytes)],
    ['GPU', describeGpu(diagnosis)],
    ['engine', describeEngine(diagnosis)],
    ['convolutions', describeConvolutions(diagnosis)],
    ['npm', diagnosis.npm ?? 'none found'],
    ['pip', diagnosis.pip ?? 'none found'],
    ['compiler', diagnosis.compiler ?? 'none found'],
    ['cache', `${diagnosis.cacheFolder}, ${gigabytes(diagnosis.cacheFreeBytes)} free`],
  ];
  return [
    ...rows.map(([name = '', value = '']) => `${name.padEnd(14)}${value}`),
    ...problems.flatMap(({ problem, remedy }) => [`problem: ${problem}`, `  ${remedy}`]),
    ...(problems.length === 0 ? ['no problems found'] : []),
  ];
}

/** NVIDIA's compute capability of cards for which TensorFlow 2.19 has some kernels as source alone. */
const HOPPER = 9;

function describeGpu({ gpu, gpuDetails }: Diagnosis): string {
  if (gpu === undefined) return 'none found';
  const { computeCapability, memoryBytes, driver } = gpuDetails ?? { name: gpu };
  const parts = [
    gpu,
    computeCapability !== undefined && `compute capability ${computeCapability.toFixed(1)}`,
    memoryBytes !== undefined && `${(memoryBytes / 1e9).toFixed(1)} GB`,
    driver !== undefined && `driver ${driver}`,
    computeCapability === HOPPER &&
      'the first step takes minutes, while kernels are compiled for it',
  ];
  return parts.filter((part) => typeof part === 'string').join(', ');
}

function describeEngine({ engine }: Diagnosis): string {
  if (!engine) return 'none';
  const { name, origin, tensorflowVersion, gpu, gpuNumbers } = engine;
  if (name !== 'native') return `${name}, on the CPU`;
  const from = origin === 'built' ? 'installed by jssl' : "the application's own tfjs-node";
  const rounding = gpuNumbers
    ? `, TF32 ${gpuNumbers.tf32 ? 'on' : 'off'}, ${gpuNumbers.deterministic ? '' : 'not '}deterministic`
    : '';
  return `native TensorFlow ${tensorflowVersion ?? ''}, on the ${gpu ? 'GPU' : 'CPU'}, ${from}${rounding}`;
}

function describeConvolutions({ engine, convolutions }: Diagnosis): string {
  if (!engine) return 'none';
  const { kernels } = engine;
  if (kernels && convolutions?.startsWith('winograd')) {
    return `Winograd F(4x4,3x3), ${kernels.instructionSet}`;
  }
  return engine.name === 'native' ? "TensorFlow's own" : `those of ${engine.name}`;
}
