import { randomUUID } from 'node:crypto';

import { InputError, printable } from '@jssl/settings';

import { ActionLog } from './action-log.js';
import { cleanTag, type TagAction } from './tag-action.js';
import { TagState } from './tag-state.js';

/** A change of tags to make. */
export type TagChange =
  | { readonly do: 'tag' | 'untag'; readonly tag: string; readonly images: readonly string[] }
  | { readonly do: 'undo' | 'redo'; readonly of: string };

/** Tags of images, in a log of actions. */
export class Tagging {
  /** The file of the log. */
  readonly file: string;
  #state = new TagState();
  readonly #log: ActionLog;
  readonly #listeners = new Set<(action: TagAction) => void>();

  /** @throws InputError if the file can't be read. */
  constructor(file: string) {
    this.file = file;
    this.#log = new ActionLog(file, {
      onAction: (action) => {
        this.#state.add(action);
        for (const listener of this.#listeners) listener(action);
      },
      onRestart: () => {
        this.#state = new TagState();
      },
    });
  }

  /** Lines of the log that are not actions. */
  get damagedLines(): number {
    return this.#log.damaged;
  }

  /** Calls a function with each further action. @returns a function that ends this. */
  onAction(listener: (action: TagAction) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The names of the images of each tag. */
  byTag(): ReadonlyMap<string, readonly string[]> {
    return this.#state.byTag();
  }

  /** Takes actions of other processes into account. */
  refresh(): void {
    this.#log.refresh();
  }

  /**
   * Makes a change; it is on the disk when this returns.
   * @throws InputError if the tag can't be used, or the file can't be written.
   */
  change(change: TagChange): TagAction {
    const about = { id: randomUUID(), at: new Date().toISOString() };
    const action: TagAction =
      'tag' in change
        ? { ...about, do: change.do, tag: checkedTag(change.tag), images: change.images }
        : { ...about, do: change.do, of: change.of };
    if (action.of !== undefined && !this.#state.has(action.of)) {
      throw new InputError('there is no such action to undo');
    }
    this.#log.append(action);
    return action;
  }
}

function checkedTag(text: string): string {
  const tag = cleanTag(text);
  if (tag !== undefined) return tag;
  throw new InputError(
    `a tag must have 1 to 60 characters without control characters, got ${printable(JSON.stringify(text.slice(0, 80)))}`,
  );
}
