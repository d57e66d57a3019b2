import { watch } from '@jssl/workflows';
import type { Command } from 'commander';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { number } from '../../arguments/option-values.js';
import type { CommandContext } from '../../process/command-context.js';
import { interruptible } from '../../process/interruptible.js';

/** `jssl watch`: serves a page, on this machine only, that follows runs. */
export function addWatchCommand(program: Command, context: CommandContext): void {
  program
    .command('watch')
    .argument('<run...>', 'run folders, in training or complete')
    .option('--port <number>', 'port on 127.0.0.1 (default: a free one)', number)
    .addHelpText(
      'after',
      `
Examples:
  jssl watch runs/demo
  jssl watch runs/first runs/second --port 8080

Open the printed address in a browser on this machine: the page shows the loss step by step, the curves of
several runs in the same charts, and links to the report of a run that has ended. Only someone with the whole
address can see it, and only the settings, numbers and reports of these runs. Ctrl-C stops it; the training is
not affected.`,
    )
    .action(async (runs: readonly string[], { port }: { readonly port?: number }) => {
      await watchUntilStopped(context, runs, port);
    });
}

async function watchUntilStopped(
  { terminal }: CommandContext,
  runs: readonly string[],
  port: number | undefined,
): Promise<never> {
  const server = await watch(runs, { port });
  const followed = runs.join(', ');
  try {
    return await interruptible(terminal, 'closing the page', async (signal) => {
      terminal.out(server.url);
      terminal.note(`following ${followed}; open the address in a browser, Ctrl-C stops it`);
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      const { signal: which } = signal.reason as InterruptedError;
      throw new InterruptedError(`no longer following ${followed}`, which);
    });
  } finally {
    await server.dispose();
  }
}
