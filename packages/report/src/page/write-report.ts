import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { InputError } from '@jssl/settings';

import { REPORT_MARK } from './draw-page.js';

/** The mark stands near the beginning of a report. */
const MARK_WITHIN = 512;

/**
 * Checks that a report may be written to `file`: its folder is there, and nothing but a report in its
 * place.
 * @throws InputError
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { checkReportFile } from '@jssl/report';
 *
 * checkReportFile('new.html'); // before the work begins: nothing is in the way
 * writeFileSync('notes.html', 'my notes');
 * try {
 *   checkReportFile('notes.html');
 * } catch (error) {
 *   console.log((error as Error).message.split(',')[0]); // notes.html exists and is no report
 * }
 * ```
 */
export function checkReportFile(file: string): void {
  if (!existsSync(dirname(file))) {
    throw new InputError(
      `${dirname(file)} must be a folder to write the report in, and is not there`,
    );
  }
  let opened;
  try {
    opened = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new InputError(`${file} cannot be read: ${(error as Error).message}; give another --out`);
  }
  try {
    const begin = Buffer.alloc(MARK_WITHIN);
    readSync(opened, begin);
    if (begin.includes(REPORT_MARK)) return;
  } catch {
    // A folder cannot be read, and is no report.
  } finally {
    closeSync(opened);
  }
  throw new InputError(
    `${file} exists and is no report, so it is left as it is; move it away, or give another --out`,
  );
}

/**
 * Writes a report whole or not at all, replacing an earlier one.
 * @throws InputError where there is something else, or it cannot be written.
 */
export function writeReport(file: string, page: string): void {
  checkReportFile(file);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, page, { flush: true });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new InputError(
      `the report cannot be written to ${file}: ${(error as Error).message}; give another --out`,
    );
  }
}
