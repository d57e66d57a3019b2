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

/** What a log tells. */
export interface ActionEvents {
  /** Called for each action in the file, in order, also those of other processes. */
  readonly onAction: (action: TagAction) => void;
  /** Called when the file was replaced or shortened: its actions follow from the first. */
  readonly onRestart: () => void;
}

/**
 * A log of actions in a file, a line of JSON each, which is only ever appended to. Several processes may use it at
 * once: each appends a whole line with one write, and reads what the others have appended.
 */
export class ActionLog {
  readonly #path: string;
  readonly #events: ActionEvents;
  #read = 0;
  /** Identifies the file that was read. */
  #file: number | undefined;
  /** The start of a line whose end has not been written yet. */
  #rest: Buffer = Buffer.alloc(0);
  #damaged = 0;
  /** The last actions that were read. */
  #latest = new Set<string>();

  /**
   * @param path of the file; it is created by the first action.
   * @throws InputError if the file can't be read, or holds something else.
   */
  constructor(path: string, events: ActionEvents) {
    this.#path = path;
    this.#events = events;
    this.refresh();
    const isOther = this.#damaged > 0 || !/^(?:\{|$)/.test(this.#rest.toString('latin1', 0, 1));
    if (this.#latest.size === 0 && isOther) {
      throw new InputError(
        `${printable(path)} must be a file of tags, got a file without any; nothing was added to it`,
        { remedy: 'pass another file in {tags}' },
      );
    }
    this.#latest.clear();
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
      const status = fstatSync(file);
      if (!status.isFile()) {
        throw new InputError(
          `${printable(this.#path)} must be a file for tags, got something else; choose another file`,
        );
      }
      if (status.size < this.#read || (this.#file ?? status.ino) !== status.ino) this.#restart();
      this.#file = status.ino;
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
      this.#latest.clear();
      // A line that a kill has cut off meanwhile spoils this one: then it is written again, on a line of its own.
      for (let times = 0; times < 3 && !this.#latest.has(action.id); times++) {
        this.#write(file, action);
        this.refresh();
      }
      if (!this.#latest.has(action.id)) throw this.#failure('it cannot be read back');
    } finally {
      closeSync(file);
    }
    if (isNew) flushFolder(dirname(this.#path));
  }

  #write(file: number, action: TagAction): void {
    const line = `${this.#rest.length > 0 ? '\n' : ''}${JSON.stringify(action)}\n`;
    const bytes = Buffer.from(line);
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    } catch (error) {
      // What was written of it is no action.
      throw this.#failure(`${(error as Error).message}; nothing was changed`, error);
    }
    try {
      fsyncSync(file);
    } catch (error) {
      throw this.#failure(`${(error as Error).message}; they may be lost`, error);
    }
  }

  #failure(reason: string, cause?: unknown): InputError {
    return new InputError(`the tags cannot be written to ${printable(this.#path)}: ${reason}`, {
      cause,
    });
  }

  #restart(): void {
    [this.#read, this.#rest, this.#damaged] = [0, Buffer.alloc(0), 0];
    this.#events.onRestart();
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
      if (!action) {
        this.#damaged++;
        continue;
      }
      this.#latest.add(action.id);
      this.#events.onAction(action);
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
