import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { makeFolder } from '@jssl/settings/node';

import type { ExploredImages } from './explored-images.js';

/** Pixels of the longer side of a thumbnail. */
const SIDE = 160;
/** Thumbnails kept in memory, and drawn at the same time. */
const [KEPT, IN_FLIGHT] = [2000, 4];

/** Small pictures of images, drawn when they are asked for, and kept in a folder. */
export class Thumbnails {
  readonly #images: ExploredImages;
  readonly #folder: string;
  /** The latest last. */
  readonly #memory = new Map<number, Uint8Array>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param folder to keep them in. */
  constructor(images: ExploredImages, folder: string) {
    this.#images = images;
    this.#folder = folder;
  }

  /** The WebP of an image. @throws for an image that can't be read. */
  async get(index: number): Promise<Uint8Array> {
    const known = this.#memory.get(index);
    if (known) return known;
    const drawn = await this.#inTurn(() => this.#find(index));
    this.#memory.set(index, drawn);
    const [oldest] = this.#memory.keys();
    if (this.#memory.size > KEPT && oldest !== undefined) this.#memory.delete(oldest);
    return drawn;
  }

  /** Deletes those of images that are gone or have changed, once they are most of what is there. */
  async trim(): Promise<void> {
    const folders = await readdir(this.#folder).catch(() => []);
    const kept: string[] = [];
    for (const folder of folders) {
      const files = await readdir(join(this.#folder, folder)).catch(() => []);
      kept.push(...files.map((file) => join(folder, file)));
    }
    const { length } = this.#images;
    if (kept.length <= 2 * length) return;
    const wanted = new Set(Array.from({ length }, (_, index) => this.#fileOf(index)));
    for (const file of kept) {
      if (!wanted.has(file)) await rm(join(this.#folder, file), { force: true });
    }
  }

  /** The file of an image, in the folder. */
  #fileOf(index: number): string {
    const stamp = JSON.stringify([this.#images.nameOf(index), this.#images.stampOf(index), SIDE]);
    const hash = createHash('sha256').update(stamp).digest('hex').slice(0, 32);
    return join(hash.slice(0, 2), `${hash}.webp`);
  }

  async #find(index: number): Promise<Uint8Array> {
    const file = join(this.#folder, this.#fileOf(index));
    const stored = await readFile(file).catch(() => undefined);
    // A file that was cut off has not the length that it states.
    if (stored && stored.length > 12 && stored.length === stored.readUInt32LE(4) + 8) return stored;
    const drawn = await this.#images.draw(index, SIDE);
    try {
      makeFolder(dirname(file));
      await writeFile(file, drawn);
    } catch {
      // It is drawn again the next time.
    }
    return drawn;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= IN_FLIGHT) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
