import { join } from 'node:path';

import { exportFormats, type ExportFormat } from '@jssl/export';
import { exportRun, type ExportRunOptions } from '@jssl/workflows';
import { Option, type Command } from 'commander';

import { runHelp } from '../../arguments/source-options.js';
import { weightsOption } from '../../arguments/weights-option.js';
import type { CommandContext } from '../../process/command-context.js';
import { announceFile } from '../../terminal/announce-file.js';
import { byteSize } from '../../terminal/byte-size.js';

/** `jssl export`: a trained encoder as a folder that other programs use without JSSL. */
export function addExportCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('export')
    .argument('<run>', runHelp)
    .addOption(
      new Option('--to <format>', 'for PyTorch, an ONNX runtime, or TensorFlow.js')
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .option('--out <folder>', 'folder to create (default: FORMAT in the run folder)')
    .addOption(weightsOption())
    .option('--force', 'replace an earlier export in the folder')
    .addHelpText(
      'after',
      `
The folder gets the model, encoder.json (size and normalization of the images, size of the feature, license
of the data) and a README.md on how to use it.

Examples:
  jssl export runs/photos --to onnx
  jssl export runs/photos --to tfjs --out site/encoder`,
    )
    .action(async (run: string, options: ExportRunOptions & { readonly to: ExportFormat }) => {
      const { out, files } = await exportRun(run, options.to, options);
      for (const { name, bytes } of files) {
        announceFile(terminal, join(out, name), byteSize(bytes));
      }
    });
}
