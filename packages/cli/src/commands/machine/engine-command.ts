import { engineDownloadBytes, engineStatus, gpus, installEngine } from '@jssl/engine';
import type { Command } from 'commander';

import type { CommandContext } from '../../process/command-context.js';
import { announceFile } from '../../terminal/announce-file.js';
import { terminalAsk } from '../../terminal/ask.js';
import { createProgress } from '../../terminal/progress.js';
import { confirmGpuInstall } from './confirm-gpu-install.js';

/** `jssl engine install` and `jssl engine status`: the native TensorFlow. */
export function addEngineCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const engine = program
    .command('engine')
    .addHelpText('after', '\nExamples:\n  jssl engine install\n  jssl engine status');
  engine
    .command('install')
    .description('download TensorFlow and build its addon into the cache, once')
    .option('--gpu', 'the CUDA build, for an NVIDIA GPU on Linux x64 (not yet tested on one)')
    .option('--yes', 'install the CUDA build even if no GPU is found')
    .addHelpText(
      'after',
      `
Example:
  jssl engine install

Needs npm, Python with pip, and g++ (or another compiler named by CXX). Prints the folder.`,
    )
    .action(async ({ gpu = false, yes = false }: { gpu?: boolean; yes?: boolean }) => {
      const isThere = engineStatus().some((one) => one.gpu === gpu && one.state === 'ok');
      if (gpu && !yes && !isThere) {
        const facts = { gpus: gpus().length, downloadBytes: engineDownloadBytes({ gpu }) };
        await confirmGpuInstall(facts, terminalAsk());
      }
      const show = createProgress(terminal);
      const { folder, note } = await installEngine({
        gpu,
        onProgress: ({ phase, done, total }) => {
          show(total > 0 ? done / total : 0, phase);
        },
      });
      terminal.status?.(undefined);
      announceFile(terminal, folder);
      if (note !== undefined) terminal.note(note);
    });
  engine
    .command('status')
    .description('list the installed engines')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  jssl engine status')
    .action(({ json }: { readonly json?: boolean }) => {
      const status = engineStatus();
      if (json) {
        terminal.out(JSON.stringify(status));
        return;
      }
      const rows = status.map(({ folder, gpu, state }) => [gpu ? 'gpu' : 'cpu', state, folder]);
      for (const row of rows) terminal.out(row.join('  '));
      if (!status.some(({ state }) => state === 'ok')) {
        terminal.note('no native engine is installed; run: jssl engine install');
      }
    });
}
