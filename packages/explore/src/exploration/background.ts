import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { keyedRandom } from '@jssl/augment';
import { readSearchIndex, type SearchIndex } from '@jssl/embeddings';

import type { Matrix } from '../analysis/matrix.js';
import { mapImages, toSquare } from '../analysis/map-images.js';
import { indexRows, neighborTable } from '../analysis/neighbor-table.js';
import { pauser } from '../analysis/pauser.js';
import { principalAxes, projectRows, type PrincipalAxes } from '../analysis/principal-axes.js';
import { unitRows } from '../analysis/unit-rows.js';
import { imageSearch, type ImageSearch } from './image-search.js';
import { keepAnalysis, readAnalysis, type Analysis } from './stored-analysis.js';

/** Principal axes that groups and suggestions use, and neighbors of each image. */
const [AXES, NEIGHBORS] = [64, 15];
/** Above so many numbers the index holds the images on their axes, if that is a half of them or less. */
const WHOLE = 5_000_000;
/** An index of more images is kept, since building it takes longer than reading it. */
const KEPT_INDEX = 5000;

/** What the background work tells as it goes on. */
export interface BackgroundEvents {
  readonly onProgress: (phase: string, done: number, total: number) => void;
  /** The first map, by principal components; then the final one. */
  readonly onMap: (map: Float32Array, isFinal: boolean) => void;
  readonly onReduced: (reduced: Matrix, axes: PrincipalAxes) => void;
  readonly onSearch: (search: ImageSearch) => void;
}

/**
 * Computes what needs time: axes, a first map, an index for search, neighbors, the final map. What was kept of an
 * earlier time is read instead.
 */
export async function analyze(
  features: Matrix,
  { folder, key }: { readonly folder: string; readonly key: string },
  { signal, ...events }: BackgroundEvents & { readonly signal: AbortSignal },
): Promise<Analysis> {
  const pause = pauser(signal);
  const random = (stream: number) => keyedRandom(0, stream);
  const { rows } = features;
  if (rows === 0) {
    const table = { k: 0, indices: new Int32Array(), similarities: new Float32Array() };
    events.onMap(new Float32Array(), true);
    return {
      reduced: { values: new Float32Array(), rows, columns: 0 },
      table,
      map: new Float32Array(),
    };
  }
  const kept = readAnalysis(folder, key, rows);
  if (kept) events.onMap(kept.map, true);
  const report =
    (phase: string) =>
    (done: number, total = rows) => {
      events.onProgress(phase, done, total);
    };
  const axes = await principalAxes(features, AXES, { random: random(1), pause });
  if (!kept) {
    const { values, columns } = await projectRows(features, axes, { pause, count: 2 });
    const places =
      columns === 2
        ? values
        : Float32Array.from({ length: 2 * rows }, (_, at) => values[at >> 1] ?? 0);
    events.onMap(toSquare(places), false);
  }
  const reduced = kept?.reduced ?? (await projectRows(features, axes, { pause }));
  events.onReduced(reduced, axes);
  await new Promise(setImmediate);
  const isWhole = rows * features.columns <= WHOLE || features.columns <= 2 * AXES;
  const indexed = isWhole ? features : unitRows(reduced);
  const index = await openIndex(indexed, join(folder, `index-${key}.hnsw`), {
    pause,
    report: report('preparing search'),
  });
  const search = imageSearch(features, index, axes);
  events.onSearch(search);
  if (kept) return kept;
  const table = await neighborTable(features, search.nearest, {
    ...{ k: NEIGHBORS, pause },
    report: report('finding neighbors'),
  });
  const map = await mapImages(indexed, table, {
    ...{ random: random(2), pause },
    report: report('laying out the map'),
  });
  const analysis = { reduced, table, map };
  events.onMap(map, true);
  keepAnalysis(folder, key, analysis);
  if (rows > KEPT_INDEX) {
    const about = { encoder: key, source: folder, fingerprint: key };
    await index
      .write(join(folder, `index-${key}.hnsw`), about, { force: true })
      .catch(() => undefined);
  }
  return analysis;
}

/** The index that was kept, if it is intact, else a new one. */
async function openIndex(
  features: Matrix,
  file: string,
  {
    pause,
    report,
  }: { readonly pause: () => Promise<void>; readonly report: (done: number) => void },
): Promise<SearchIndex> {
  if (existsSync(file)) {
    const read = await readSearchIndex(file).catch(() => undefined);
    const { length, features: columns } = read?.index ?? {};
    if (read && length === features.rows && columns === features.columns) return read.index;
  }
  return indexRows(features, pause, report);
}
