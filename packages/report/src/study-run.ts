import type { Dataset } from '@jssl/data';
import type { RunSummary } from '@jssl/trainer';

import type { Study, StudyBasis, StudyParts } from './sections/section.js';
import { runSections } from './sections/sections.js';
import { openStudiedRun, type StudyOptions } from './study/studied-run.js';

/** The parts of all sections: turns a union of tables into one table with all their parts. */
type All<Parts> = (Parts extends unknown ? (parts: Parts) => void : never) extends (
  all: infer Whole extends StudyParts,
) => void
  ? Whole
  : never;

/** What the report shows about a run's encoder: the parts that its sections need. */
export type RunStudy = StudyBasis & Study<All<(typeof runSections)[number]['takes']>>;

/**
 * Computes what the report shows of a run's encoder: a map of the embeddings, nearest neighbors
 * compared with those of raw pixels, kNN accuracy compared with its baselines, and training views.
 * @param data the images of the run.
 * @throws InputError for missing or damaged weights, no images, or images that do not fit the weights.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { readRunSummary } from '@jssl/trainer';
 * import { studyRun } from '@jssl/report';
 *
 * const photos = await openDataset('photos');
 * const { gallery, sameImages } = await studyRun(readRunSummary('runs/photos'), photos);
 * console.log(gallery.test, gallery.names.length, sameImages); // { shown: 2, total: 2 } 20 true
 * ```
 */
export async function studyRun(
  run: RunSummary,
  data: Dataset,
  options: StudyOptions = {},
): Promise<RunStudy> {
  const { weights = 'last', signal } = options;
  const { fingerprint } = run;
  signal?.throwIfAborted();
  const studied = await openStudiedRun(run, data, options);
  try {
    const parts = Object.assign({}, ...runSections.map(({ takes }) => takes)) as StudyParts;
    const study: Record<string, unknown> = {
      weights,
      sameImages: fingerprint === undefined ? undefined : fingerprint === data.fingerprint,
    };
    for (const [name, compute] of Object.entries(parts)) study[name] = await compute(studied);
    signal?.throwIfAborted();
    return study as unknown as RunStudy;
  } finally {
    studied.dispose();
  }
}
