import { keyedRandom } from '@jssl/augment';

import type { LeftOut } from './left-out.js';
import { mapLayout, type EmbeddingMap } from './map-layout.js';
import type { StudiedRun } from './studied-run.js';

/** Fewer images have no neighborhoods to preserve. */
const LEAST_ON_MAP = 4;

/** Lays out the gallery by the encoder's neighbors. */
export async function studyMap(run: StudiedRun): Promise<EmbeddingMap | LeftOut> {
  if (run.images.gallery.length < LEAST_ON_MAP)
    return { leftOut: `A map needs at least ${LEAST_ON_MAP} images.` };
  const { neighbors } = await run.compared();
  return mapLayout(neighbors.encoder, keyedRandom(run.config.seed), (done, total) => {
    run.report({ phase: 'laying out the map', done, total });
  });
}
