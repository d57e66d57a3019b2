import { renameSync, writeFileSync } from 'node:fs';

/** A JSON file that is whole at any time: what breaks off loses nothing of what came before. */
export class Record {
  #file;
  #content;

  /**
   * @param {string} file is replaced.
   * @param {object} content what it holds at first.
   */
  constructor(file, content = {}) {
    this.#file = file;
    this.#content = content;
    this.#write();
  }

  /** The object at a path, which is made if it is not there. */
  get(path) {
    let object = this.#content;
    for (const key of path) object = object[key] ??= {};
    return object;
  }

  /** Sets fields of the object at a path. */
  set(path, fields) {
    Object.assign(this.get(path), fields);
    this.#write();
  }

  /** Appends to the list at a path. */
  add(path, value) {
    const object = this.get(path.slice(0, -1));
    (object[path.at(-1)] ??= []).push(value);
    this.#write();
  }

  #write() {
    const temporary = `${this.#file}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(this.#content, null, 1)}\n`);
    renameSync(temporary, this.#file);
  }
}
