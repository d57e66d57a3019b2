import { prepare, type Prepared } from './prepared-picture.js';

/** Number of pictures kept, 12 KB each. */
const KEPT = 20_000;
/** Number of prepared pictures kept, 82 KB each. */
const KEPT_PREPARED = 1000;

/** Keeps the most recently used pictures in memory, and reads others again. */
export class PictureCache {
  readonly #pictures = new Map<number, Uint8Array>();
  readonly #prepared = new Map<number, Prepared>();
  readonly #read: (id: number) => Promise<Uint8Array>;

  /** @param read reads a picture [SIDE, SIDE, 3] or [SIDE, SIDE] again. */
  constructor(read: (id: number) => Promise<Uint8Array>) {
    this.#read = read;
  }

  add(id: number, pixels: Uint8Array): void {
    keep(this.#pictures, id, pixels, KEPT);
  }

  async get(id: number): Promise<Prepared> {
    const known = this.#prepared.get(id);
    const pixels = known ? undefined : (this.#pictures.get(id) ?? (await this.#read(id)));
    const prepared = known ?? prepare(pixels ?? new Uint8Array());
    keep(this.#prepared, id, prepared, KEPT_PREPARED);
    if (pixels) this.add(id, pixels);
    return prepared;
  }
}

/** Inserts a value as the most recent one, and evicts the oldest ones beyond `most`. */
function keep<Value>(map: Map<number, Value>, id: number, value: Value, most: number): void {
  map.delete(id);
  map.set(id, value);
  if (map.size <= most) return;
  for (const first of map.keys()) {
    map.delete(first);
    return;
  }
}
