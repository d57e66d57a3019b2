import { chooseSamples, sameClassShare } from './choose-samples.js';
import { SHOWN_NEIGHBORS } from './compare-features.js';
import type { LeftOut } from './left-out.js';
import type { Neighbors } from './neighbors.js';
import type { StudiedRun } from './studied-run.js';

const SAMPLES = 12;

/** An image of the gallery with its neighbors by the encoder and by raw pixels. */
export interface Sample {
  /** Its index in the gallery. */
  readonly image: number;
  readonly encoder: Neighbors;
  readonly pixels: Neighbors;
}

export interface NeighborStudy {
  readonly samples: readonly Sample[];
  /** Share of the neighbors of all gallery images that have the image's class; absent without labels. */
  readonly sameClass?: { readonly encoder: number; readonly pixels: number };
}

/** Nearest neighbors of a few images, and how often neighbors share a class. */
export async function studyNeighbors(run: StudiedRun): Promise<NeighborStudy | LeftOut> {
  const { config, images, data } = run;
  const { gallery } = images;
  if (gallery.length < 2) return { leftOut: 'There is only one image, which has no neighbors.' };
  const { neighbors } = await run.compared();
  const shown = (all: readonly Neighbors[]) =>
    all.map(({ indices, similarities }) => ({
      indices: indices.slice(0, SHOWN_NEIGHBORS),
      similarities: similarities.slice(0, SHOWN_NEIGHBORS),
    }));
  const [encoder, pixels] = [shown(neighbors.encoder), shown(neighbors.pixels)];
  const labels = data.classes && gallery.labels && [...gallery.labels];
  const none: Neighbors = { indices: [], similarities: [] };
  const samples = { count: SAMPLES, seed: config.seed };
  return {
    samples: chooseSamples(gallery.length, labels, samples).map((image) => ({
      image,
      encoder: encoder[image] ?? none,
      pixels: pixels[image] ?? none,
    })),
    ...(labels && {
      sameClass: {
        encoder: sameClassShare(encoder, labels),
        pixels: sameClassShare(pixels, labels),
      },
    }),
  };
}
