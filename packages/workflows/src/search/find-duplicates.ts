import type { Dataset } from '@jssl/data';
import { similarGroups } from '@jssl/eval';
import { embedImages } from '@jssl/features';
import { checkSettings, number } from '@jssl/settings';

import { progressOf } from '../data/work-options.js';
import { withRun, type Run } from '../runs/open-run.js';
import { openSearchedImages, type SearchOptions } from './searched-images.js';

/**
 * The default threshold of {@link findDuplicates}. With small encoders of emoji and of Fashion-MNIST, 95 of
 * 100 images that were saved again as a JPEG of quality 90 had a similarity of at least 0.9989 (emoji) and 0.9996
 * (Fashion-MNIST) to the original; 1 of 10,000 pairs of different images had at least 0.9991 and 0.9984.
 * @example
 * ```ts
 * import { DUPLICATE_THRESHOLD } from '@jssl/workflows';
 *
 * console.log(DUPLICATE_THRESHOLD); // 0.999
 * ```
 */
export const DUPLICATE_THRESHOLD = 0.999;

const duplicateSettings = {
  threshold: number({
    ...{ initial: DUPLICATE_THRESHOLD, least: -1, most: 1, required: 'a cosine from -1 to 1' },
    help: 'lowest similarity of a pair',
  }),
};

/** How to find duplicates. */
export interface FindDuplicatesOptions extends SearchOptions {
  /** Lowest cosine similarity of a pair, from -1 to 1. Default 0.999. */
  readonly threshold?: number | undefined;
}

/** Groups of images that look the same. */
export interface DuplicateGroups {
  /** How many images were compared. */
  readonly images: number;
  readonly threshold: number;
  /** Each group: its images, with their similarity to the first. */
  readonly groups: readonly (readonly { readonly name: string; readonly similarity: number }[])[];
}

/**
 * Finds groups of images that look the same to an encoder. Compares every pair. A group is connected by
 * chains of similar pairs, so its first and last image can be less similar than the threshold.
 * @param run a run folder, a weights file, or an open run.
 * @throws SettingError for a threshold outside [-1, 1], InputError for unsuitable images.
 * @example
 * ```ts
 * import { findDuplicates } from '@jssl/workflows';
 *
 * const { images, groups } = await findDuplicates('runs/photos', 'photos', { threshold: 0.5 });
 * console.log(images, groups.length > 0); // 20 true
 * ```
 */
export async function findDuplicates(
  run: string | Run,
  images: string | Dataset,
  options: FindDuplicatesOptions = {},
): Promise<DuplicateGroups> {
  const { threshold = DUPLICATE_THRESHOLD } = options;
  checkSettings(duplicateSettings, { threshold });
  return withRun(run, options, async (opened) => {
    const { data, all } = await openSearchedImages(opened, images, options);
    const report = progressOf(options);
    const progress = (phase: string) => (done: number) => {
      report({ phase, done, total: all.length });
    };
    const features = await embedImages(opened.extract, all, {
      ...{ data, views: opened.views, signal: options.signal },
      onProgress: progress('embedding'),
    });
    try {
      const found = await similarGroups(features, threshold, {
        onProgress: progress('comparing'),
        signal: options.signal,
      });
      const groups = found.map((group) =>
        group.map(({ place, similarity }) => ({ name: all.name(place), similarity })),
      );
      return { images: all.length, threshold, groups };
    } finally {
      features.dispose();
    }
  });
}
