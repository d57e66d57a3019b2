import { writeSettingsFile } from '@jssl/workflows';
import type { Command } from 'commander';

import { shellCommand } from '../../arguments/shell-command.js';
import type { CommandContext } from '../../process/command-context.js';
import { announceFile } from '../../terminal/announce-file.js';

/** `jssl init`: writes a settings file with every setting explained. */
export function addInitCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('init')
    .option('--out <file>', 'settings file to create', 'jssl.yaml')
    .option('--force', 'replace an existing file')
    .addHelpText(
      'after',
      `
Examples:
  jssl init
  jssl train photos --config jssl.yaml

The file lists every setting of jssl train with an explanation, commented out, with the paper's value.
jssl compare and jssl plan take it too. Flags override the file. The file is YAML; write lists in brackets,
as in weights: [0.8, 0.1, 0.1].`,
    )
    .action(({ out, force }: { readonly out: string; readonly force?: boolean }) => {
      writeSettingsFile(out, { force });
      announceFile(terminal, out);
      terminal.note(`use it with: ${shellCommand(['train', 'DATA', '--config', out])}`);
    });
}
