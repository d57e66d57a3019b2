import { openParquetFile } from './parquet-file.js';

/** The number of rows of Parquet files with images, counted up to about `atLeast`. */
export async function countParquetImages(
  files: readonly string[],
  atLeast: number,
): Promise<number> {
  let count = 0;
  for (const file of files) {
    if (count >= atLeast) break;
    const opened = await openParquetFile(file).catch(() => undefined);
    for (const length of opened?.groupLengths ?? []) count += length;
  }
  return count;
}
