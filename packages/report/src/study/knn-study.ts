import type { KnnStudy } from './compare-features.js';
import type { LeftOut } from './left-out.js';
import type { StudiedRun } from './studied-run.js';

/** kNN accuracies of the encoder and its baselines. */
export async function studyKnn({ compared }: StudiedRun): Promise<KnnStudy | LeftOut> {
  return (await compared()).knn;
}
