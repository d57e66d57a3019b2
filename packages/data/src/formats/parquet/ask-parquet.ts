import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { KeyValue, SchemaTree } from 'hyparquet';

/** The values to read: a column in a row group, from a row of it on. */
export interface ParquetRows {
  readonly column: string;
  readonly group: number;
  readonly from: number;
}

/** Values of a row group; maybe not up to its end, because the size of a message is limited. */
export interface ParquetPart {
  readonly values: readonly unknown[];
  /** The number of values that the group really has. */
  readonly length: number;
}

/** A request to read values, or without `rows` the description of a file. */
export interface ParquetQuestion {
  readonly path: string;
  readonly rows?: ParquetRows;
}

/** The contents of a Parquet file, according to its metadata. */
export interface ParquetDescription {
  readonly byteLength: number;
  readonly columns: readonly SchemaTree[];
  readonly keyValues: readonly KeyValue[];
  /** Not trusted: the file may be damaged. */
  readonly groups: readonly { readonly rows: number; readonly bytes: number }[];
}

/** The slowest disk to expect, 4 MiB per second. */
const SLOWEST_BYTES_PER_MS = 2 ** 22 / 1000;
/** The time limit is multiplied by this for a reader that waits for a disk or a processor. */
const WAITING_TIMES = 20;
/** An idle reader is stopped after this time. */
const IDLE_MS = 1000;

/**
 * The memory limit of the reader, not counting image bytes. The memory of a thread cannot be limited: V8 ends
 * the whole process if it runs out of memory or a list becomes too long.
 */
const MOST_MEGABYTES = 512;

/** How the reader exits when its processor time is used up. */
const OUT_OF_TIME = 'SIGXCPU';

/** Reading takes forever, or needs too much memory. */
export class EndlessRead extends Error {}

/** One process reads all files: a disk reads one file at a time anyway, and decoding uses other threads. */
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
 * Sends a request to the reading process; requests are answered in order.
 * @param bytes the most bytes to read; the limit of its processor time is `patienceMs` plus a time proportional to it.
 * @throws Error if the file can't be read, EndlessRead if reading it exceeds the limit.
 */
export function askParquet(
  question: ParquetQuestion & { readonly rows: ParquetRows },
  bytes: number,
  patienceMs: number,
): Promise<ParquetPart>;
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

function tooLong(limitMs: number): EndlessRead {
  return new EndlessRead(`damaged: it could not be read within ${Math.ceil(limitMs / 1000)} s`);
}

async function ask(question: ParquetQuestion, limitMs: number): Promise<unknown> {
  clearTimeout(idle);
  const reader = (child ??= startReader());
  let answer: { readonly value?: unknown; readonly reason?: string };
  // Only a pending request keeps the process alive.
  reader.ref();
  reader.channel?.ref();
  const over = new AbortController();
  const { signal } = over;
  const patience = setTimeout(() => {
    over.abort();
  }, WAITING_TIMES * limitMs);
  try {
    // If sending fails, the reader has ended.
    reader.send({ ...question, limitMs }, () => undefined);
    [answer] = (await Promise.race([
      once(reader, 'message', { signal }),
      once(reader, 'exit', { signal }).then(([, how]: (number | string | null)[]) => {
        if (how === OUT_OF_TIME) throw tooLong(limitMs);
        throw new EndlessRead(
          `damaged: it crashed the process that reads it, or takes more than ${MOST_MEGABYTES} MB of memory to read`,
        );
      }),
    ])) as [typeof answer];
  } catch (error) {
    endReader();
    if ((error as Error).name !== 'AbortError') throw error;
    throw tooLong(limitMs);
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
