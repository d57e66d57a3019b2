import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

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
/** A reader that is not asked for so long is ended. */
const IDLE_MS = 1000;

/**
 * What a damaged file may take, beside the bytes of images. A thread could not be held to it: V8 ends the
 * whole process where memory is missing, or a list becomes too long.
 */
const MOST_MEGABYTES = 512;

/** Reading that does not come to an end, or would not fit into memory. */
export class EndlessRead extends Error {}

/** One process reads for all: a disk reads one file at a time, and decoding has threads of its own. */
let child: ChildProcess | undefined;
let idle: NodeJS.Timeout | undefined;
let before: Promise<unknown> = Promise.resolve();

function startReader(): ChildProcess {
  const reader = fork(fileURLToPath(new URL('./parquet-reader.mjs', import.meta.url)), {
    execArgv: [`--max-old-space-size=${MOST_MEGABYTES}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return reader.once('exit', () => {
    if (child === reader) child = undefined;
  });
}

function endReader(): void {
  child?.kill('SIGKILL');
  child = undefined;
}

/**
 * Asks the reading process, after those who asked before.
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
  const reader = (child ??= startReader());
  let answer: { readonly value?: unknown; readonly reason?: string };
  // While nothing is asked, the process may end.
  reader.ref();
  reader.channel?.ref();
  const over = new AbortController();
  const { signal } = over;
  const patience = setTimeout(() => {
    over.abort();
  }, limitMs);
  try {
    // Where it cannot be sent the reader has ended.
    reader.send(question, () => undefined);
    [answer] = (await Promise.race([
      once(reader, 'message', { signal }),
      once(reader, 'exit', { signal }).then(() => {
        throw new EndlessRead(
          `damaged: it ended its reader, or takes more than ${MOST_MEGABYTES} MB of memory to read`,
        );
      }),
    ])) as [typeof answer];
  } catch (error) {
    endReader();
    if ((error as Error).name !== 'AbortError') throw error;
    throw new EndlessRead(`damaged: it could not be read within ${Math.ceil(limitMs / 1000)} s`);
  } finally {
    clearTimeout(patience);
    over.abort();
  }
  reader.unref();
  reader.channel?.unref();
  idle = setTimeout(endReader, IDLE_MS).unref();
  if (answer.reason !== undefined) throw new Error(answer.reason);
  return answer.value;
}
