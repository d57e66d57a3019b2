import type { TagAction } from './tag-action.js';

/** The tags of images that a list of actions leads to. */
export class TagState {
  readonly #actions: TagAction[] = [];
  readonly #undone = new Set<string>();
  #images = new Map<string, Set<string>>();

  /** Takes the next action into account. */
  add(action: TagAction): void {
    const { of = '' } = action;
    if (action.do === 'undo' || action.do === 'redo') {
      if (action.do === 'undo') this.#undone.add(of);
      else this.#undone.delete(of);
      this.#replay();
      return;
    }
    this.#actions.push(action);
    this.#apply(action);
  }

  /** The names of the images of each tag, in the order in which they got it. Tags without images are left out. */
  byTag(): ReadonlyMap<string, readonly string[]> {
    const filled = [...this.#images].filter(([, images]) => images.size > 0);
    return new Map(filled.map(([tag, images]) => [tag, [...images]]));
  }

  /** Whether there is such an action that tags or untags. */
  has(id: string): boolean {
    return this.#actions.some((action) => action.id === id);
  }

  #replay(): void {
    this.#images = new Map();
    for (const action of this.#actions) if (!this.#undone.has(action.id)) this.#apply(action);
  }

  #apply({ do: what, tag = '', images = [] }: TagAction): void {
    const names = this.#images.get(tag) ?? new Set();
    this.#images.set(tag, names);
    for (const name of images) {
      if (what === 'tag') names.add(name);
      else names.delete(name);
    }
  }
}
