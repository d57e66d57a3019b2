import { realpathSync, statSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { isInside } from '@jssl/settings/node';

import type { SkippedFile } from '../../dataset/dataset.js';
import { reasonOf } from '../../dataset/reason-of.js';
import { brokenLink, followFolder } from './file-links.js';
import { ownFolder } from './own-folder.js';
import { systemFolder } from './system-folder.js';
import { isSystemName } from './system-names.js';

/** A link, and the absolute path that it leads to. */
export interface FollowedLink {
  readonly path: string;
  readonly target: string;
}

/** What is used of a file's status. */
export interface FileStatus {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** A file that a walk found; paths are relative to the folder, with `/` between their parts. */
export interface WalkedFile {
  readonly path: string;
  readonly name: string;
  /** Its status, if it was needed to find out what a link leads to. */
  readonly status?: FileStatus;
}

/** What lies below a folder. */
export interface FolderWalk {
  readonly files: WalkedFile[];
  /** All folders that were entered, except the first. */
  readonly folders: string[];
  /** Broken and circular links, and what can't be read. */
  readonly skipped: SkippedFile[];
  /** Names of hidden files and of files created by systems and programs. */
  readonly system: string[];
  /** Folders that JSSL wrote, which are not entered; the walked folder itself may be one. */
  readonly own: { readonly path: string; readonly what: string }[];
  /** Pipes, sockets and devices, which are never opened. */
  readonly special: string[];
  /** Followed links that lead out of the folder. */
  readonly outside: FollowedLink[];
  /** Followed links to folders that are also read directly. */
  readonly repeated: FollowedLink[];
}

interface Place {
  readonly path: string;
  /** Absolute, without links. */
  readonly real: string;
  /** The real folders of the links that led here. */
  readonly hops: readonly string[];
  /** Whether the last link leads out of the walked folder. */
  readonly isOutside: boolean;
}

/**
 * Lists everything below a folder without opening a file. Ignores system files and folders (`isSystemName`) and
 * folders that JSSL wrote (`ownFolder`).
 *
 * Links to files and folders are followed, except those to a folder that contains them and, within a linked
 * folder, those to a folder that another link already leads to. So the walk always ends.
 * @param depth the number of levels of subfolders to enter.
 */
export async function walkFolder(folder: string, depth = Infinity): Promise<FolderWalk> {
  const walk = new Walk(folder, depth);
  await walk.run();
  return walk.found;
}

class Walk {
  readonly found: FolderWalk = {
    ...{ files: [], folders: [], skipped: [], system: [], own: [] },
    ...{ special: [], outside: [], repeated: [] },
  };
  readonly #folder: string;
  readonly #depth: number;
  readonly #root: string;
  readonly #places: Place[];
  /** Real paths of the folders that links lead to. */
  readonly #linked = new Set<string>();

  constructor(folder: string, depth: number) {
    this.#folder = folder;
    this.#depth = depth;
    this.#root = realpathSync(folder);
    this.#places = [{ path: '', real: this.#root, hops: [], isOutside: false }];
  }

  async run(): Promise<void> {
    for (let place = this.#places.pop(); place; place = this.#places.pop()) {
      const { path } = place;
      const at = join(this.#folder, path);
      const entries = await readdir(at, { withFileTypes: true }).catch((error: unknown) => {
        this.found.skipped.push({ path, reason: reasonOf(error) });
        return undefined;
      });
      // It may hold anything, so it is not listed as an empty folder.
      if (!entries) continue;
      const what = ownFolder(
        at,
        entries.map(({ name }) => name),
      );
      if (what !== undefined) {
        this.found.own.push({ path, what });
        // The folder of images may itself be in use as the cache folder.
        if (path !== '' || what !== 'a cache') continue;
      }
      if (path !== '') this.found.folders.push(path);
      for (const entry of entries) this.#see(entry, place);
    }
  }

  #see(entry: Dirent, place: Place): void {
    const { name } = entry;
    const path = place.path === '' ? name : `${place.path}/${name}`;
    if (isSystemName(name)) this.found.system.push(path);
    else if (entry.isDirectory()) {
      this.#enter({ ...place, path, real: join(place.real, name) });
    } else if (entry.isFile()) this.found.files.push({ path, name });
    else if (entry.isSymbolicLink()) this.#follow(path, name, place);
    else this.#seeUnknown(path, name, place);
  }

  #enter(place: Place): void {
    // Links of processes and devices can lead anywhere.
    if (systemFolder(place.real) !== undefined) this.found.system.push(place.path);
    else if (place.path.split('/').length <= this.#depth) this.#places.push(place);
  }

  #follow(path: string, name: string, place: Place): void {
    const link = join(this.#folder, path);
    try {
      const status = statSync(link);
      if (status.isDirectory()) this.#followFolder(path, place);
      else if (status.isFile()) {
        this.found.files.push({ path, name, status });
        const target = realpathSync(link);
        if (!place.isOutside && !isInside(this.#root, target)) {
          this.found.outside.push({ path, target });
        }
      } else this.found.special.push(path);
    } catch (error) {
      const reason = brokenLink(link, error) ?? reasonOf(error);
      this.found.skipped.push({ path, reason });
    }
  }

  #followFolder(path: string, place: Place): void {
    const { target, reason } = followFolder(join(this.#folder, path), [place.real, ...place.hops]);
    if (reason !== undefined) this.found.skipped.push({ path, reason });
    else if (place.hops.length > 0 && this.#linked.has(target)) {
      const again = `a link to a folder that another link already leads to: ${target}`;
      this.found.skipped.push({ path, reason: again });
    } else {
      this.#linked.add(target);
      const isOutside = !isInside(this.#root, target);
      if (!isOutside) this.found.repeated.push({ path, target });
      else if (!place.isOutside) this.found.outside.push({ path, target });
      this.#enter({ path, real: target, hops: [...place.hops, place.real], isOutside });
    }
  }

  /** Some file systems don't say what an entry is. */
  #seeUnknown(path: string, name: string, place: Place): void {
    try {
      const status = statSync(join(this.#folder, path));
      if (status.isDirectory()) this.#enter({ ...place, path, real: join(place.real, name) });
      else if (status.isFile()) this.found.files.push({ path, name, status });
      else this.found.special.push(path);
    } catch (error) {
      this.found.skipped.push({ path, reason: reasonOf(error) });
    }
  }
}
