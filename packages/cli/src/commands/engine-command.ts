import { builtEngineFolder, installEngine } from '@jssl/engine';
import type { Command } from 'commander';

import { createProgress } from '../progress.js';
import type { CommandContext } from './command-context.js';

/** `jssl engine install` and `jssl engine status`: the native TensorFlow. */
export function addEngineCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const engine = program
    .command('engine')
    .description('the native TensorFlow that training runs on');
  engine
    .command('install')
    .description('download TensorFlow and build its addon, once, into the cache')
    .addHelpText(
      'after',
      '\nNeeds npm, Python with pip, and g++ (or another compiler named by CXX).',
    )
    .action(async () => {
      const show = createProgress(terminal);
      const { folder } = await installEngine({
        onProgress: ({ phase, done, total }) => {
          show(total > 0 ? done / total : 0, phase);
        },
      });
      terminal.status?.(undefined);
      terminal.out(folder);
    });
  engine
    .command('status')
    .description('what is installed')
    .action(() => {
      const folder = builtEngineFolder();
      terminal.out(folder ?? 'not installed; run: jssl engine install');
    });
}
