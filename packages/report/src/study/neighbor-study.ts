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
  /** The neighbors of each image of the gallery. */
  readonly all: { readonly encoder: readonly Neighbors[]; readonly pixels: readonly Neighbors[] };
  /**
   * Share of the neighbors of an image that have its class, over the test images of the gallery (all its images if
   * none is a test image); absent without labels.
   */
  readonly sameClass?: { readonly encoder: number; readonly pixels: number };
}

/** Nearest neighbors of all images of the gallery, a few of them to show, and how often neighbors share a class. */
export async function studyNeighbors(run: StudiedRun): Promise<NeighborStudy | LeftOut> {
  const { config, images, data } = run;
  const { gallery, test } = images;
  if (gallery.length < 2) return { leftOut: 'There is only one image, which has no neighbors.' };
  const { neighbors } = await run.compared();
  const shown = (all: readonly Neighbors[]) =>
    all.map(({ indices, similarities }) => ({
      indices: indices.slice(0, SHOWN_NEIGHBORS),
      similarities: similarities.slice(0, SHOWN_NEIGHBORS),
    }));
  const [encoder, pixels] = [shown(neighbors.encoder), shown(neighbors.pixels)];
  const labels = data.classes && gallery.labels && [...gallery.labels];
  // Training taught the encoder to tell its own images apart, so test images are fairer queries.
  const queries = test.shown > 0 ? test.shown : gallery.length;
  const none: Neighbors = { indices: [], similarities: [] };
  const samples = { count: SAMPLES, seed: config.seed };
  return {
    samples: chooseSamples(queries, labels?.slice(0, queries), samples).map((image) => ({
      image,
      encoder: encoder[image] ?? none,
      pixels: pixels[image] ?? none,
    })),
    all: { encoder, pixels },
    ...(labels && {
      sameClass: {
        encoder: sameClassShare(encoder.slice(0, queries), labels),
        pixels: sameClassShare(pixels.slice(0, queries), labels),
      },
    }),
  };
}
