import { openDataset, type Dataset, type OpenOptions } from '@jssl/data';

import { chooseSource } from './choose-source.js';
import { progressOf, type WorkOptions } from './work-options.js';

/** How to open images. */
export interface DataOptions
  extends
    WorkOptions,
    Pick<
      OpenOptions,
      | 'cacheFolder'
      | 'cacheLimit'
      | 'format'
      | 'imageSize'
      | 'labels'
      | 'valueRange'
      | 'valueRanges'
    > {
  /** Called with the data set once it is open, before work on it starts. */
  readonly onData?: ((data: Dataset) => void) | undefined;
}

/**
 * Opens images: a folder, a file of many images, or a data set known by name, which is downloaded once.
 * Image files are decoded into the cache. An open data set is returned as it is.
 * @throws DataError when there are no images.
 * @example
 * ```ts
 * import { openData } from '@jssl/workflows';
 *
 * const { train, test, classes } = await openData('photos');
 * console.log(train.length, test?.length, classes); // 18 2 [ 'blue', 'red' ]
 * ```
 */
export async function openData(
  source: string | Dataset,
  options: DataOptions = {},
): Promise<Dataset> {
  const { signal, onProgress, onData, ...open } = options;
  const report = progressOf({ signal, onProgress });
  const chosen = chooseSource(source);
  try {
    const data =
      typeof chosen === 'string'
        ? await openDataset(chosen, { ...open, ...(signal && { signal }), onProgress: report })
        : chosen;
    onData?.(data);
    return data;
  } catch (error) {
    // An aborted download fails with a different error.
    signal?.throwIfAborted();
    throw error;
  }
}
