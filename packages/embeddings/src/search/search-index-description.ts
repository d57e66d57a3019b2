import { createHash } from 'node:crypto';

import { readRegularFile } from '@jssl/settings/node';

import { EmbeddingsError } from '../files/embeddings-error.js';

const FORMAT = 'jssl-search-index-2';
/** A graph of another library. */
const FIRST_FORMAT = 'jssl-search-index-1';
/** The most bytes of a description. */
const LARGEST = 2 ** 26;

/** Identifies a vector in an index: a string or a whole number. */
export type SearchId = string | number;

/** What an index was made from; stored in the file next to it. */
export interface SearchIndexDescription {
  /** Identifies the encoder: features of another encoder cannot be compared. */
  readonly encoder: string;
  /** Where the images are. */
  readonly source: string;
  /** Identifies the images: a different value means that they have changed. */
  readonly fingerprint: string;
}

/** The content of `FILE.json`. */
export interface StoredIndex extends SearchIndexDescription {
  /** What the file has besides the vectors: a graph or nothing. */
  readonly method: 'hnsw' | 'exact';
  /** F */
  readonly features: number;
  /** The vectors in the file, with those that were removed. */
  readonly rows: number;
  /** How many vectors have been added ever. */
  readonly added: number;
  /** The id of each row, null for a removed one. Default: 0, 1, 2 and so on. */
  readonly ids?: readonly (SearchId | null)[];
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** @throws EmbeddingsError for ids that take too much space. */
export function descriptionText(stored: StoredIndex, file: string, largest = LARGEST): string {
  const content = { format: FORMAT, ...stored };
  const text = JSON.stringify({ ...content, checksum: checksumOf(content) });
  if (Buffer.byteLength(text) > largest) {
    throw new EmbeddingsError(
      `${file} cannot be written: the ids of the vectors must take at most ${largest} bytes, got ${Buffer.byteLength(text)}; use shorter ids or several indexes`,
    );
  }
  return text;
}

function checksumOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** @throws EmbeddingsError for what is not a whole description of an index of this version. */
export function readDescription(file: string): StoredIndex {
  let written: unknown;
  try {
    written = JSON.parse(readRegularFile(file, { largest: LARGEST }).toString());
  } catch (error) {
    throw new EmbeddingsError(
      `${file} cannot be read: ${(error as Error).message}; build the index again`,
      { cause: error },
    );
  }
  if (typeof written !== 'object' || written === null || !('format' in written)) {
    throw new EmbeddingsError(`${file} does not describe a JSSL search index`);
  }
  if (written.format === FIRST_FORMAT) {
    throw new EmbeddingsError(
      `${file} describes an index of an earlier version, ${FIRST_FORMAT}, which can no longer be read; build the index again`,
    );
  }
  if (written.format !== FORMAT) {
    throw new EmbeddingsError(
      `${file} must have the format ${FORMAT}, got ${typeof written.format === 'string' ? JSON.stringify(written.format.slice(0, 80)) : typeof written.format}; build the index again`,
    );
  }
  checkFields(file, written);
  const { checksum, ...content } = written as typeof written & { readonly checksum?: unknown };
  if (checksum !== checksumOf(content)) {
    throw new EmbeddingsError(
      `${file} is damaged: its checksum does not fit its content; build the index again`,
    );
  }
  return written as unknown as StoredIndex;
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws EmbeddingsError for a field of another kind. */
function checkFields(file: string, about: Fields): void {
  const require = (name: string, required: string, ok: boolean) => {
    if (ok) return;
    const value = about[name];
    const got = typeof value === 'number' ? value : Array.isArray(value) ? 'a list' : typeof value;
    throw new EmbeddingsError(
      `${file} is damaged: its ${name} must be ${required}, got ${got}; build the index again`,
    );
  };
  const count = (name: string, least: number, most: number) => {
    const value = about[name];
    const required = `a whole number from ${least} to ${most}`;
    const ok = typeof value === 'number' && Number.isInteger(value);
    require(name, required, ok && value >= least && value <= most);
  };
  for (const name of ['encoder', 'source', 'fingerprint', 'sha256']) {
    require(name, 'text', typeof about[name] === 'string');
  }
  const { method, ids, rows } = about;
  require('method', 'hnsw or exact', method === 'hnsw' || method === 'exact');
  count('features', 1, 2 ** 20);
  count('rows', 0, 2 ** 32 - 1);
  count('added', rows as number, Number.MAX_SAFE_INTEGER);
  if (ids === undefined) return;
  const given: readonly unknown[] = Array.isArray(ids) ? ids : [];
  const present = given.filter((id) => id !== null);
  const ok =
    Array.isArray(ids) &&
    given.length === rows &&
    present.every(isSearchId) &&
    new Set(present).size === present.length;
  require('ids', 'a list with a different text, whole number or null for each vector', ok);
}

/** Whether a value can be the id of a vector. */
export function isSearchId(id: unknown): id is SearchId {
  return typeof id === 'string' || Number.isSafeInteger(id);
}
