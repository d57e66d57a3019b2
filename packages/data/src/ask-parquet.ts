import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import type { KeyValue, SchemaTree } from 'hyparquet';

/** Which values of a file are wanted: those of a column in some rows, or in all. */
export interface ParquetRows {
  readonly column: string;
  readonly rowStart?: number;
  readonly rowEnd?: number;
}

/** What is asked of a file: values, or without `rows` what it holds. */
export interface ParquetQuestion {
  readonly path: string;
  readonly rows?: ParquetRows;
}

/** What a Parquet file holds, as its metadata say. */
export interface ParquetDescription {
  readonly byteLength: number;
  readonly columns: readonly SchemaTree[];
  readonly keyValues: readonly KeyValue[];
  /** Whatever a damaged file says. */
  readonly groups: readonly { readonly rows: number; readonly bytes: number }[];
}

/** No disk is slower: 4 MiB a second. */
const SLOWEST_BYTES_PER_MS = 2 ** 22 / 1000;
/** A thread that is not asked for so long is ended. */
const IDLE_MS = 1000;

/** Reading that does not come to an end. */
export class EndlessRead extends Error {}

/** One thread reads for all: a disk reads one file at a time, and decoding has threads of its own. */
let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let before: Promise<unknown> = Promise.resolve();

function endThread(): void {
  void thread?.terminate();
  thread = undefined;
}

/**
 * Asks the reading thread, after those who asked before.
 * @param bytes that must be read at most; the time that is waited grows with it, beyond `patienceMs`.
 * @throws Error if the file can't be read, an EndlessRead if not in that time.
 */
export function askParquet(
  question: ParquetQuestion & { readonly rows: ParquetRows },
  bytes: number,
  patienceMs: number,
): Promise<unknown[]>;
export function askParquet(
  question: { readonly path: string },
  bytes: number,
  patienceMs: number,
): Promise<ParquetDescription>;
export function askParquet(
  question: ParquetQuestion,
  bytes: number,
  patienceMs: number,
): Promise<unknown> {
  const limitMs = Math.ceil(patienceMs + bytes / SLOWEST_BYTES_PER_MS);
  const answer = before.then(() => ask(question, limitMs));
  before = answer.catch(() => undefined);
  return answer;
}

async function ask(question: ParquetQuestion, limitMs: number): Promise<unknown> {
  clearTimeout(idle);
  const reader = (thread ??= new Worker(new URL('./parquet-worker.mjs', import.meta.url)));
  let answer: { readonly value?: unknown; readonly reason?: string };
  // While nothing is asked, the process may end.
  reader.ref();
  try {
    reader.postMessage(question);
    const signal = AbortSignal.timeout(limitMs);
    [answer] = (await once(reader, 'message', { signal })) as [typeof answer];
  } catch (error) {
    endThread();
    if ((error as Error).name !== 'AbortError') throw error;
    throw new EndlessRead(`damaged: it could not be read within ${Math.ceil(limitMs / 1000)} s`);
  }
  reader.unref();
  idle = setTimeout(endThread, IDLE_MS).unref();
  if (answer.reason !== undefined) throw new Error(answer.reason);
  return answer.value;
}
