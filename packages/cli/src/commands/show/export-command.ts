import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { loadEngine } from '@jssl/engine';
import { exportFiles, exportFormats, type DataNotice, type ExportFormat } from '@jssl/export';
import { loadEncoder } from '@jssl/features';
import { type RunConfig } from '@jssl/trainer';
import { Option, type Command } from 'commander';

import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { memorySize } from '../../process/peak-memory.js';
import { weightsOption } from '../evaluate/weights-option.js';
import { recordedRun } from '../shared/recorded-run.js';

interface ExportOptions {
  readonly to: ExportFormat;
  readonly out?: string;
  readonly weights: 'best' | 'last';
  readonly force?: boolean;
}

/** `jssl export`: a trained encoder as a folder that other programs use without JSSL. */
export function addExportCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('export')
    .argument('<run>', 'run folder or weights file')
    .addOption(
      new Option('--to <format>', 'what is to read it: PyTorch, an ONNX runtime, TensorFlow.js')
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .option('--out <folder>', 'folder to make (default: FORMAT in the run folder)')
    .addOption(weightsOption())
    .option('--force', 'replace an earlier export in the folder')
    .addHelpText(
      'after',
      `
The folder gets the model, encoder.json (size and normalization of the images, size of the feature, license
of the data) and a README.md of how to use it there.

Examples:
  jssl export runs/photos --to onnx
  jssl export runs/photos --to tfjs --out site/encoder`,
    )
    .action(async (path: string, options: ExportOptions) => {
      const { to, weights, force = false } = options;
      const recorded = recordedRun(path);
      const out = resolve(options.out ?? join(recorded.config ? path : dirname(path), to));
      checkExportFolder(out, force);
      await loadEngine();
      const { encoder, views } = loadEncoder(path, weights);
      const files = exportFiles(encoder, views, { format: to, data: dataNotice(recorded) });
      encoder.dispose();
      writeFolder(out, files);
      for (const [name, content] of Object.entries(files)) {
        terminal.out(`${join(options.out ?? out, name)}  ${memorySize(content.length)}`);
      }
    });
}

/** What a run says of the images that it was trained on. */
function dataNotice(recorded: Partial<RunConfig>): DataNotice {
  const { data } = recorded as { readonly data?: Readonly<Record<string, unknown>> };
  const texts = ['name', 'license', 'credit'].flatMap((key) => {
    // Runs from before version 0.2 spell it `licence`.
    const value = data?.[key] ?? (key === 'license' ? data?.['licence'] : undefined);
    return typeof value === 'string' ? [[key, value] as const] : [];
  });
  return Object.fromEntries(texts);
}

/** @throws UsageError when the folder is there and may not be replaced. */
function checkExportFolder(out: string, force: boolean): void {
  if (!existsSync(out)) return;
  if (!force) {
    throw new UsageError(
      `--out must be a new folder, got ${out}, which exists; choose another or give --force to replace an export in it`,
    );
  }
  if (!existsSync(join(out, 'encoder.json'))) {
    throw new UsageError(
      `--force replaces only an earlier export (encoder.json), and ${out} holds none; choose another --out`,
    );
  }
}

/** Writes the files beside their place, and then puts the folder there whole. */
function writeFolder(out: string, files: Readonly<Record<string, Uint8Array>>): void {
  const temporary = join(dirname(out), `.${basename(out)}.tmp`);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(temporary, name), content, { flush: true });
  }
  rmSync(out, { recursive: true, force: true });
  renameSync(temporary, out);
}
