import { closeSync, existsSync, readSync } from 'node:fs';
import { dirname } from 'node:path';

import { InputError } from '@jssl/settings';
import { openRegularFile, replaceFile } from '@jssl/settings/node';

import { REPORT_MARK } from './draw-page.js';

/** The mark is within the first bytes of a report. */
const MARK_WITHIN = 512;

/**
 * Checks that a report can be written to `file`: the folder exists, and `file` is new or an earlier
 * report. Call it before long work.
 * @throws InputError
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { checkReportFile } from '@jssl/report';
 *
 * checkReportFile('new.html'); // before the work: nothing is in the way
 * writeFileSync('notes.html', 'my notes');
 * try {
 *   checkReportFile('notes.html');
 * } catch (error) {
 *   console.log((error as Error).message.split(';')[0]); // notes.html exists and is not a JSSL report
 * }
 * ```
 */
export function checkReportFile(file: string): void {
  if (file === '-') {
    throw new InputError('a report cannot be written to standard output, -; choose a file');
  }
  if (!existsSync(dirname(file))) {
    throw new InputError(`the report cannot be written to ${file}: there is no ${dirname(file)}`);
  }
  let marked;
  try {
    marked = isReport(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    if (error instanceof InputError) throw new InputError(notReport(file), { cause: error });
    throw new InputError(
      `${file} cannot be read: ${(error as Error).message}; choose another file`,
      { cause: error },
    );
  }
  if (!marked) throw new InputError(notReport(file));
}

/** Whether a file begins as a page of JSSL. @throws the error of the file system, InputError for a folder. */
function isReport(file: string): boolean {
  const { descriptor } = openRegularFile(file);
  try {
    const begin = Buffer.alloc(MARK_WITHIN);
    readSync(descriptor, begin);
    return begin.includes(REPORT_MARK);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether there is a page of JSSL in a file that can be read. */
export function hasReport(file: string): boolean {
  try {
    return isReport(file);
  } catch {
    return false;
  }
}

function notReport(file: string): string {
  return `${file} exists and is not a JSSL report; move it away or choose another file`;
}

/**
 * Writes a page whole or not at all, replacing an earlier one.
 * @throws InputError when another file is in its place, or it cannot be written.
 */
export function writePage(file: string, page: string): void {
  checkReportFile(file);
  try {
    replaceFile(file, page);
  } catch (error) {
    throw new InputError(
      `the report cannot be written to ${file}: ${(error as Error).message}; choose another file`,
      { cause: error },
    );
  }
}
