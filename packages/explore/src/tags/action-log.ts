import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { InputError, printable } from '@jssl/settings';

import { parseAction, type TagAction } from './tag-action.js';

/** Bytes read at once. */
const CHUNK = 2 ** 20;

/**
 * A log of actions in a file, a line of JSON each, which is only ever appended to. Several processes may use it at
 * once: each appends a whole line with one write, and reads what the others have appended.
 */
export class ActionLog {
  readonly #path: string;
  readonly #onAction: (action: TagAction) => void;
  #read = 0;
  /** The start of a line whose end has not been written yet. */
  #rest: Buffer = Buffer.alloc(0);
  #damaged = 0;

  /**
   * @param path of the file; it is created by the first action.
   * @param onAction called for each action in the file, in order, also those of other processes.
   * @throws InputError if the file can't be read.
   */
  constructor(path: string, onAction: (action: TagAction) => void) {
    this.#path = path;
    this.#onAction = onAction;
    this.refresh();
  }

  /** Lines that are not actions, such as one that was cut off by a power cut. They are ignored. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Reads what has been appended since. */
  refresh(): void {
    if (!existsSync(this.#path)) return;
    const file = this.#open('r');
    try {
      if (!fstatSync(file).isFile()) {
        throw new InputError(
          `${printable(this.#path)} must be a file for tags, got something else; choose another file`,
        );
      }
      const chunk = Buffer.alloc(CHUNK);
      for (;;) {
        const bytes = readSync(file, chunk, 0, CHUNK, this.#read);
        if (bytes === 0) return;
        this.#read += bytes;
        this.#take(Buffer.concat([this.#rest, chunk.subarray(0, bytes)]));
      }
    } finally {
      closeSync(file);
    }
  }

  /**
   * Appends an action and waits until it is on the disk.
   * @throws InputError if the file can't be written.
   */
  append(action: TagAction): void {
    const isNew = !existsSync(this.#path);
    const file = this.#open('a');
    try {
      this.refresh();
      // A line that was cut off must not spoil this one.
      const line = `${this.#rest.length > 0 ? '\n' : ''}${JSON.stringify(action)}\n`;
      const bytes = Buffer.from(line);
      let done = writeSync(file, bytes);
      while (done < bytes.length) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(
        `the tags cannot be written to ${printable(this.#path)}: ${(error as Error).message}; nothing was changed`,
        { cause: error },
      );
    } finally {
      closeSync(file);
    }
    if (isNew) flushFolder(dirname(this.#path));
    this.refresh();
  }

  #open(flags: 'r' | 'a'): number {
    try {
      return openSync(this.#path, flags);
    } catch (error) {
      const what = flags === 'r' ? 'read' : 'written';
      throw new InputError(
        `the tag file ${printable(this.#path)} cannot be ${what}: ${(error as Error).message}`,
        { remedy: 'pass another file in {tags}', cause: error },
      );
    }
  }

  #take(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      const line = bytes.toString('utf8', start, end);
      start = end + 1;
      if (line.trim() === '') continue;
      const action = parseAction(line);
      if (action) this.#onAction(action);
      else this.#damaged++;
    }
    this.#rest = Buffer.from(bytes.subarray(start));
  }
}

/** Waits until the name of a new file is on the disk too, where folders can be flushed. */
function flushFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows cannot.
  }
}
