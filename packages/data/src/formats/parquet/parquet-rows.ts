import { reasonOf } from '../../dataset/reason-of.js';
import { mapInOrder } from '../../files/sources/map-in-order.js';
import type { ParquetFile, ParquetLabel } from './parquet-file.js';

/** A row of a file. There may be millions, so it holds two numbers only. */
export interface ParquetRow {
  /** The index of the file. */
  readonly file: number;
  /** The index of the row within it. */
  readonly row: number;
}

interface OpenedFile {
  readonly file: ParquetFile;
  /** Its path without the extension. */
  readonly stem: string;
  readonly values: readonly ParquetLabel[];
  /** The first row of each group, and the number of rows. */
  readonly starts: readonly number[];
}

/** The group that a row belongs to. */
function groupOf(starts: readonly number[], row: number): number {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= row) low = middle;
    else high = middle;
  }
  return low;
}

/** The rows of several Parquet files. */
export class ParquetRows {
  readonly #files: OpenedFile[] = [];

  /** Adds a file and returns its rows, in order. */
  *add(
    file: ParquetFile,
    path: string,
    values: readonly ParquetLabel[] = [],
  ): Generator<ParquetRow, void, undefined> {
    const starts = [0];
    for (const length of file.groupLengths) starts.push((starts.at(-1) ?? 0) + length);
    const stem = path.slice(0, -'.parquet'.length);
    const index = this.#files.push({ file, stem, values, starts }) - 1;
    const count = starts.at(-1) ?? 0;
    for (let row = 0; row < count; row++) yield { file: index, row };
  }

  /** The class names of the first file that has them. */
  get classNames(): readonly string[] | undefined {
    return this.#files.find(({ file }) => file.classNames)?.file.classNames;
  }

  valueOf({ file, row }: ParquetRow): ParquetLabel {
    return this.#files[file]?.values[row];
  }

  nameOf({ file, row }: ParquetRow): string {
    return `${this.#files[file]?.stem}/${String(row).padStart(5, '0')}`;
  }

  /**
   * Maps the bytes of each row, in the order of the entries. Consecutive entries of a group are read
   * together, in parts of limited size.
   * @param failed for each row of a part that can't be read.
   */
  async *mapBytes<Entry extends { readonly item: ParquetRow }, Result>(
    entries: readonly Entry[],
    inFlight: number,
    map: (bytes: Uint8Array | undefined, entry: Entry) => Promise<Result>,
    failed: (entry: Entry, reason: string) => Result,
  ): AsyncGenerator<Result, void, undefined> {
    for (let start = 0; start < entries.length;) {
      const item = entries[start]?.item;
      const opened = item && this.#files[item.file];
      if (!opened) return;
      const group = groupOf(opened.starts, item.row);
      const [groupStart = 0, groupEnd = 0] = opened.starts.slice(group, group + 2);
      let part: (Uint8Array | undefined)[] = [];
      let reason: string | undefined;
      try {
        part = await opened.file.readImages(group, item.row - groupStart);
      } catch (error) {
        reason = reasonOf(error);
      }
      // Rows that the group claims to have but lacks are yielded as one part without bytes.
      const partEnd = part.length > 0 ? item.row + part.length : groupEnd;
      let end = start;
      const last = Math.min(partEnd, groupEnd);
      while (isBetween(entries[end]?.item, item, last)) end++;
      const members = entries.slice(start, end);
      start = end;
      if (reason === undefined) {
        yield* mapInOrder(members, inFlight, (entry) =>
          map(part[entry.item.row - item.row], entry),
        );
      } else {
        for (const entry of members) yield failed(entry, reason);
      }
    }
  }
}

/** Whether a row is in the same file as `first`, not before it, and before the row `end`. */
function isBetween(row: ParquetRow | undefined, first: ParquetRow, end: number): boolean {
  return row?.file === first.file && row.row >= first.row && row.row < end;
}
