import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { exportFiles, exportFormats, type DataNotice, type ExportFormat } from '@jssl/export';
import { checkSettings, choice, SettingError } from '@jssl/settings';
import type { RunConfig } from '@jssl/trainer';

import { openRun, type OpenRunOptions } from '../runs/open-run.js';
import { recordedRun } from '../runs/recorded-run.js';

/** How to export. */
export interface ExportRunOptions extends OpenRunOptions {
  /** Folder to create. Default: FORMAT in the run folder. */
  readonly out?: string | undefined;
  /** Replace an earlier export in the folder. Default false. */
  readonly force?: boolean | undefined;
}

const exportSettings = {
  to: choice(exportFormats, { initial: 'onnx', help: 'format of the model' }),
};

/** What was exported. */
export interface ExportedRun {
  /** The folder: `out` as given, or below `run`. */
  readonly out: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Writes a trained encoder as a folder that other programs can use without JSSL: the model, a
 * description of its images (`encoder.json`) and a README.
 * @param run a run folder or weights file.
 * @param to `safetensors` for PyTorch, `onnx`, or `tfjs` for TensorFlow.js.
 * @throws SettingError for a folder that exists, InputError for a damaged run.
 * @example
 * ```ts
 * import { exportRun } from '@jssl/workflows';
 *
 * const { files } = await exportRun('runs/photos', 'onnx', { out: 'onnx' });
 * console.log(files.map(({ name }) => name).join(' ')); // encoder.onnx encoder.json README.md
 * ```
 */
export async function exportRun(
  run: string,
  to: ExportFormat,
  { out: given, force = false, weights, signal }: ExportRunOptions = {},
): Promise<ExportedRun> {
  checkSettings(exportSettings, { to });
  const { config } = recordedRun(run);
  const out = given ?? join(config ? run : dirname(run), to);
  checkExportFolder(out, force);
  const opened = await openRun(run, { weights, signal });
  const { encoder, views, recorded } = opened;
  const files = exportFiles(encoder, views, { format: to, data: dataNotice(recorded) });
  opened.dispose();
  writeFolder(resolve(out), files);
  return {
    out,
    files: Object.entries(files).map(([name, content]) => ({ name, bytes: content.length })),
  };
}

/** What a run recorded about the images that it was trained on. */
function dataNotice(recorded: Partial<RunConfig>): DataNotice {
  const { data } = recorded as { readonly data?: Readonly<Record<string, unknown>> };
  const texts = ['name', 'license', 'credit'].flatMap((key) => {
    // Runs from before version 0.2 spell it `licence`.
    const value = data?.[key] ?? (key === 'license' ? data?.['licence'] : undefined);
    return typeof value === 'string' ? [[key, value] as const] : [];
  });
  return Object.fromEntries(texts);
}

/** @throws SettingError when the folder exists and may not be replaced. */
function checkExportFolder(out: string, force: boolean): void {
  if (!existsSync(out)) return;
  const gotText = `${out}, which exists`;
  if (!force) {
    const required = 'a new folder';
    const remedy = 'choose another, or set {force} to replace an export in it';
    throw new SettingError({ setting: 'out', required, got: out, gotText, remedy });
  }
  if (!existsSync(join(out, 'encoder.json'))) {
    const required = 'a new folder or an earlier export (with encoder.json) to replace';
    throw new SettingError({ setting: 'out', required, got: out, gotText });
  }
}

/** Writes the files next to the folder, then moves them into place together. */
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
