import { startWatchServer } from '@jssl/report';
import type { Command } from 'commander';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { interruptible } from '../../process/interruptible.js';

/** `jssl watch`: a page on this machine alone that follows a run. */
export function addWatchCommand(program: Command, context: CommandContext): void {
  program
    .command('watch')
    .argument('<run>', 'run folder, in training or complete')
    .option('--port <number>', 'port on 127.0.0.1 (default: one that is free)', number)
    .addHelpText(
      'after',
      `
Examples:
  jssl watch runs/demo
  jssl watch runs/demo --port 8080

Open the address that is printed, in a browser on this machine: the page shows the loss as it falls,
step by step. Only who has the whole address sees it, and nothing but the settings and numbers of
this run. Ctrl-C ends it; the training knows nothing of it.`,
    )
    .action(async (run: string, { port = 0 }: { readonly port?: number }) => {
      if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
        throw new UsageError(`--port must be a whole number from 0 to 65535, got ${port}`);
      }
      await watch(context, run, port);
    });
}

async function watch({ terminal }: CommandContext, run: string, port: number): Promise<never> {
  const server = await startWatchServer(run, { port }).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new UsageError(
      `--port ${port} cannot be had (${message}); choose another, or leave it out`,
    );
  });
  try {
    return await interruptible(terminal, 'closing the page', async (signal) => {
      terminal.out(server.url);
      terminal.note(`follows ${run}; open the address in a browser, Ctrl-C ends it`);
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      const { signal: which } = signal.reason as InterruptedError;
      throw new InterruptedError(`no longer follows ${run}`, which);
    });
  } finally {
    await server.dispose();
  }
}
