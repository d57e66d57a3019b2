import type { Dataset, ImageSet } from '@jssl/data';
import { nearestNeighbors, type Neighbor } from '@jssl/eval';
import { embedImages, pixelFeatures } from '@jssl/features';

import type { JobOptions } from '../data/open-on-ranks.js';
import type { WorkOptions } from '../data/work-options.js';
import type { Run } from '../runs/open-run.js';
import { querySet, type NeighborQuery } from './neighbor-queries.js';
import { embedWithProgress } from './searched-images.js';

/** Images whose neighbors a page can show by click: of more, features and pictures would take too much memory. */
export const MOST_EXPLORED = 5000;
/** Pictures on a page; the neighbors of further images are not looked for. */
const MOST_PICTURES = 600;
/** Images searched at a time. */
const AT_ONCE = 32;
/** Raw pixels are compared at this side at most. */
const PIXEL_SIDE = 32;

type Slices = Awaited<ReturnType<typeof embedImages>>[];

/** The neighbors of an image of the bank or of a query. */
export interface ExploredNeighbors {
  readonly encoder: readonly Neighbor[];
  /** By raw pixels; undefined if they were not compared. */
  readonly pixels: readonly Neighbor[] | undefined;
}

/** What a page shows. */
export interface Exploration {
  /** Of each query. */
  readonly queries: readonly ExploredNeighbors[];
  /** Of images of the bank, by their place in it. */
  readonly others: ReadonlyMap<number, ExploredNeighbors>;
}

interface Searched {
  readonly data: Dataset;
  readonly bank: ImageSet;
  readonly queries: readonly NeighborQuery[];
  /** The neighbors of each query by the encoder. */
  readonly found: readonly (readonly Neighbor[])[];
  /** The features of the bank by the encoder, in slices; undefined for a large bank, or one that is not embedded. */
  readonly features: Slices | undefined;
}

/**
 * Looks for what a page of neighbors shows besides those of its queries: their neighbors by raw pixels and, in a
 * small bank, the neighbors of the images that it shows.
 * @param searched.features disposed at the end.
 */
export async function exploreNeighbors(
  run: Run,
  { data, bank, queries, found, features }: Searched,
  {
    k,
    hasIndex,
    ...options
  }: WorkOptions & JobOptions & { readonly k: number; readonly hasIndex: boolean },
): Promise<Exploration> {
  const size = Math.min(PIXEL_SIDE, run.views.size);
  const byPixels = { extract: pixelFeatures, views: { ...run.views, size } };
  const isSmall = bank.length <= MOST_EXPLORED;
  // An index is used so that not all images have to be read.
  const isCompared = isSmall || !hasIndex;
  const kept: Slices = [];
  try {
    const slices = isCompared
      ? keepSlices(
          embedWithProgress(byPixels, { data, set: bank }, options),
          isSmall ? kept : undefined,
        )
      : undefined;
    const asked = querySet(queries);
    const search = async (
      by: Pick<Run, 'extract' | 'views'>,
      set: ImageSet,
      rows: Slices | AsyncIterable<Slices[number]>,
    ) => {
      const values = await embedImages(by.extract, set, { data, views: by.views });
      try {
        return await nearestNeighbors(values, rows, Math.min(k + 1, bank.length));
      } finally {
        values.dispose();
      }
    };
    const isOwn = ({ index, name }: NeighborQuery, place: number) =>
      index !== undefined && bank.name(place) === name;
    const pixels = slices && (await search(byPixels, asked, slices));
    const own = queries.map((query, at) => ({
      encoder: found[at] ?? [],
      pixels: pixels?.[at]?.filter(({ place }) => !isOwn(query, place)).slice(0, k),
    }));
    const others = new Map<number, ExploredNeighbors>();
    if (!features || kept.length === 0) return { queries: own, others };
    const pictures = new Set(own.flatMap(placesOf));
    let waiting = [...pictures];
    while (waiting.length > 0) {
      options.signal?.throwIfAborted();
      const now = waiting.slice(0, AT_ONCE);
      waiting = waiting.slice(AT_ONCE);
      const set = selection(bank, now);
      const [encoder, raw] = [await search(run, set, features), await search(byPixels, set, kept)];
      for (const [at, place] of now.entries()) {
        const without = (neighbors: readonly Neighbor[] = []) =>
          neighbors.filter((one) => one.place !== place).slice(0, k);
        const one = { encoder: without(encoder[at]), pixels: without(raw[at]) };
        const fresh = [...new Set(placesOf(one))].filter((other) => !pictures.has(other));
        if (pictures.size + fresh.length > MOST_PICTURES) return { queries: own, others };
        others.set(place, one);
        for (const other of fresh) pictures.add(other);
        waiting.push(...fresh);
      }
    }
    return { queries: own, others };
  } finally {
    for (const slice of [...kept, ...(features ?? [])]) slice.dispose();
  }
}

function placesOf({ encoder, pixels = [] }: ExploredNeighbors): number[] {
  return [...encoder, ...pixels].map(({ place }) => place);
}

/** Keeps each slice of a stream, which is borrowed otherwise. */
export async function* keepSlices(
  slices: AsyncIterable<Slices[number]>,
  kept: Slices | undefined,
): AsyncGenerator<Slices[number], void, undefined> {
  for await (const slice of slices) {
    kept?.push(slice.clone());
    yield slice;
  }
}

function selection({ name, read }: ImageSet, places: readonly number[]): ImageSet {
  return {
    length: places.length,
    name: (at) => name(places[at] ?? NaN),
    read: (indices) => read(Array.from(indices, (at) => places[at] ?? NaN)),
  };
}
