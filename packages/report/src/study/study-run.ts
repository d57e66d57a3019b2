import { keyedRandom } from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { loadEncoder } from '@jssl/features';
import { InputError } from '@jssl/settings';
import type { RunSummary } from '@jssl/trainer';

import { drawSprite } from '../page/sprite.js';
import { chooseSamples, sameClassShare } from './choose-samples.js';
import { compareFeatures, type ComparedFeatures, type OpenedRun } from './compare-features.js';
import { LEAST_ON_MAP, mapLayout } from './map-layout.js';
import type { Neighbors } from './nearest-neighbors.js';
import type { Gallery, LeftOut, NeighborStudy, RunStudy, ViewStudy } from './run-study.js';
import { studiedImages } from './studied-images.js';
import { choosePlaces, viewRows } from './view-rows.js';

/** How far the work is; `done` grows to `total` within each phase. */
export interface StudyProgress {
  readonly phase: 'embedding' | 'drawing thumbnails' | 'laying out the map';
  readonly done: number;
  readonly total: number;
}

export interface StudyOptions {
  /** Weights of the run. Default `last`. */
  readonly weights?: 'best' | 'last';
  /** Hears how far it is; what it throws ends the work. */
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Images on the map at most. Default 5,000. */
  readonly mapImages?: number;
  /** Training images in the kNN bank at most. Default 10,000. */
  readonly bankImages?: number;
}

/** UMAP's usual 15, of which an image itself is one. */
const MAP_NEIGHBORS = 14;
const SHOWN_NEIGHBORS = 8;
const SAMPLES = 12;
const THUMBNAIL_SIDE = 40;
const VIEWED_IMAGES = 6;
const VIEWS = 6;
const VIEW_SIDE = 64;

/**
 * Looks at what a run's encoder makes of its images: a map of them, their neighbors beside those of
 * the raw pixels, a kNN classification beside its baselines, and the views that it was trained on.
 * @param data the images of the run.
 * @throws InputError for weights that are missing or damaged, images that do not fit them, or none.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { readRunSummary } from '@jssl/trainer';
 * import { studyRun } from '@jssl/report';
 *
 * const photos = await openDataset('photos');
 * const { gallery, sameImages } = await studyRun(readRunSummary('runs/photos'), photos);
 * console.log(gallery.from, gallery.names.length, sameImages); // test 2 true
 * ```
 */
export async function studyRun(
  run: RunSummary,
  data: Dataset,
  options: StudyOptions = {},
): Promise<RunStudy> {
  const { weights = 'last', onProgress = () => undefined } = options;
  const { mapImages = 5000, bankImages = 10_000 } = options;
  const { config, fingerprint } = run;
  await loadEngine();
  const images = studiedImages(data, config, { mapImages, bankImages });
  const { encoder, file, views } = loadEncoder(run.path, weights);
  try {
    if (data.channels !== encoder.config.inChannels) {
      throw new InputError(
        `${file} was trained on images of ${encoder.config.inChannels} channels, and ${data.name} has ${data.channels}`,
      );
    }
    const opened = { config, data, encoder, views, images };
    const tell = (phase: StudyProgress['phase']) => (done: number, total: number) => {
      onProgress({ phase, done, total });
    };
    const wanted = { encoder: MAP_NEIGHBORS, pixels: SHOWN_NEIGHBORS };
    const { neighbors, knn } = await compareFeatures(opened, wanted, tell('embedding'));
    return {
      weights,
      sameImages: fingerprint === undefined ? undefined : fingerprint === data.fingerprint,
      gallery: await drawGallery(opened, tell('drawing thumbnails')),
      map:
        images.gallery.length < LEAST_ON_MAP
          ? { leftOut: `A map takes ${LEAST_ON_MAP} images or more, and there are fewer.` }
          : await mapLayout(
              neighbors.encoder,
              keyedRandom(config.seed),
              tell('laying out the map'),
            ),
      neighbors: studyNeighbors(opened, neighbors),
      knn,
      views: await drawViews(opened),
    };
  } finally {
    encoder.dispose();
  }
}

async function drawGallery(
  { data, images }: OpenedRun,
  onProgress: (done: number, total: number) => void,
): Promise<Gallery> {
  const { gallery, from, total } = images;
  const { classes } = data;
  const { length, labels } = gallery;
  const read = (first: number, n: number) => {
    onProgress(first, length);
    return gallery.read(Int32Array.from({ length: n }, (_, at) => first + at));
  };
  return {
    from,
    total,
    names: Array.from({ length }, (_, image) => gallery.name(image)),
    ...(classes && labels && { classes, labels: [...labels] }),
    thumbnails: await drawSprite(read, length, data, THUMBNAIL_SIDE),
  };
}

function studyNeighbors(
  { config, images, data }: OpenedRun,
  { encoder, pixels }: ComparedFeatures['neighbors'],
): NeighborStudy | LeftOut {
  const { gallery } = images;
  if (gallery.length < 2) return { leftOut: 'There is one image only, which has no neighbors.' };
  const shown = (all: readonly Neighbors[]) =>
    all.map(({ places, similarities }) => ({
      places: places.slice(0, SHOWN_NEIGHBORS),
      similarities: similarities.slice(0, SHOWN_NEIGHBORS),
    }));
  const [byEncoder, byPixels] = [shown(encoder), shown(pixels)];
  const labels = data.classes && gallery.labels && [...gallery.labels];
  const none: Neighbors = { places: [], similarities: [] };
  return {
    samples: chooseSamples(gallery.length, labels, SAMPLES, config.seed).map((image) => ({
      image,
      encoder: byEncoder[image] ?? none,
      pixels: byPixels[image] ?? none,
    })),
    ...(labels && {
      sameClass: {
        encoder: sameClassShare(byEncoder, labels),
        pixels: sameClassShare(byPixels, labels),
      },
    }),
  };
}

async function drawViews({ config, data, images, views }: OpenedRun): Promise<ViewStudy> {
  const { train } = images;
  const chosen = choosePlaces(train.length, VIEWED_IMAGES, config.seed);
  const pixels = viewRows(train, data, chosen, VIEWS, views, config.seed);
  const bytes = views.size ** 2 * data.channels;
  const shape = { height: views.size, width: views.size, channels: data.channels };
  const count = chosen.length * (VIEWS + 1);
  return {
    names: chosen.map((image) => train.name(image)),
    viewCount: VIEWS,
    pictures: await drawSprite(
      (first, n) => pixels.subarray(first * bytes, (first + n) * bytes),
      count,
      shape,
      VIEW_SIDE,
    ),
  };
}
