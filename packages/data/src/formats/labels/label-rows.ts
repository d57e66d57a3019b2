import { basename, extname } from 'node:path';

import { readRegularFile } from '@jssl/settings/node';

import { DataError } from '../../dataset/data-error.js';
import { reasonOf } from '../../dataset/reason-of.js';
import { decodeText } from '../../files/decode-text.js';
import { kindOfFile, nameOfKind, type FileKind } from '../../files/kinds/kind-of-file.js';
import { csvRows } from './csv-labels.js';
import { jsonRows } from './json-labels.js';
import type { LabelRow } from './label-columns.js';

/** A table of labels. */
export interface LabelTable {
  /** The name of its file. */
  readonly file: string;
  readonly rows: readonly LabelRow[];
}

/** Kinds of text that are not tables. */
const otherTexts: ReadonlySet<FileKind> = new Set<FileKind>([
  ...(['html', 'xml', 'svg', 'pdf', 'postscript', 'lfs-pointer'] as const),
]);

/** What a file is, if it is not a table; undefined if it may be one. */
function notTable(bytes: Uint8Array, text: string): string | undefined {
  const kind = kindOfFile(bytes);
  const isBinary = /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text.slice(0, 2 ** 16));
  return isBinary || otherTexts.has(kind) ? nameOfKind(kind) : undefined;
}

/**
 * Reads a table of names and labels: CSV with commas, semicolons, tabs, bars or spaces, with or without a
 * header, or JSON (one object per line, or a list of them).
 * @throws DataError if it can't be read, or its columns can't be identified.
 */
export function readLabelTable(path: string): LabelTable {
  const file = basename(path);
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(path);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'does not exist' : `could not be read: ${reasonOf(error)}`;
    throw new DataError(`openDataset: ${path} must be a file of names and labels, but ${reason}`, {
      cause: error,
      remedy: 'pass a CSV or JSON file as {labels}',
    });
  }
  const text = decodeText(bytes);
  const other = notTable(bytes, text);
  if (other !== undefined) {
    throw new DataError(`openDataset: ${path} must be a file of names and labels, got ${other}`, {
      remedy: 'pass a CSV or JSON file as {labels}',
    });
  }
  const isJson = ['.json', '.jsonl', '.ndjson'].includes(extname(path).toLowerCase());
  const rows =
    isJson || /^\s*(\{|\[\s*[[{\]])/.test(text) ? jsonRows(text, file) : csvRows(text, file);
  if (rows.length > 0) return { file, rows };
  throw new DataError(`openDataset: ${file} must hold names and labels, got none`);
}
