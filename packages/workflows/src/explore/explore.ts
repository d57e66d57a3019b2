import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Dataset } from '@jssl/data';
import {
  checkStaticFolder,
  columnFields,
  exploreImages,
  pixelEmbedder,
  serveExploration,
  writeStaticPage,
  type Exploration,
} from '@jssl/explore';
import { InputError } from '@jssl/settings';
import { smallEncoder } from '@jssl/small-encoder';

import { progressOf } from '../data/work-options.js';
import type { Run, RunWeights } from '../runs/open-run.js';
import { checkRunWeights } from '../runs/weights-settings.js';
import { checkPort, listeningOn } from '../show/check-port.js';
import { openExplored, type OpenExploredOptions } from './open-explored.js';
import { runEmbedder } from './run-embedder.js';

/** The name of raw pixels in place of an encoder. */
const RAW_PIXELS = 'pixels';

/** How to explore images. */
export interface ExploreOptions extends OpenExploredOptions {
  /**
   * A run folder, a weights file (JSSL's, or a PyTorch ResNet's), or an open run; `pixels` compares raw pixels. Default:
   * `small`, the encoder that comes with JSSL.
   */
  readonly encoder?: string | Run | undefined;
  /** Weights of a run. Default `last`. */
  readonly weights?: RunWeights | undefined;
  /** The tag file. Default: `NAME.tags.jsonl` beside the images. */
  readonly tags?: string | undefined;
  /** A CSV file with the name of each image and further columns, to color and filter by. Default: none. */
  readonly columns?: string | undefined;
  /** Maximum size of all vectors and thumbnails that are kept, in bytes. Default: 16 GiB. */
  readonly cacheLimit?: number | undefined;
  /** Port on 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined;
}

/** A page that shows images, on this machine only. Dispose it when done. */
export interface Explorer {
  /** The address, which contains a token: anyone who has it can see the images and change tags. */
  readonly url: string;
  readonly exploration: Exploration;
  dispose(): Promise<void>;
}

/**
 * Opens images for exploration without a page: neighbors, map, groups, lists and tags. Embeds only images that are
 * new or have changed.
 * @param images a folder, a file of many images, a known name, or an open data set. Default: those that the
 * encoder was trained on. A run folder or weights file passed here is used as the encoder.
 * @throws InputError when there are no images or no encoder, SettingError for wrong settings.
 * @example
 * ```ts
 * import { openExploration } from '@jssl/workflows';
 *
 * const exploration = await openExploration('photos', { encoder: 'runs/photos' });
 * const [first] = exploration.searchNames('red/0');
 * console.log(exploration.images.length, exploration.neighbors(first ?? 0, 3).length); // 20 3
 * await exploration.dispose();
 * ```
 */
export async function openExploration(
  images: string | Dataset | undefined,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const { encoder, weights = 'last', signal, tags, columns, cacheLimit } = options;
  checkRunWeights(weights);
  if (encoder === undefined && typeof images === 'string' && isEncoder(images)) {
    return openExploration(undefined, { ...options, encoder: images });
  }
  if (images === undefined && encoder === undefined) {
    throw new InputError('the images are missing; pass a folder of images or a known name');
  }
  const report = progressOf(options);
  const isPixels = encoder === RAW_PIXELS && !existsSync(RAW_PIXELS);
  const opened = isPixels
    ? undefined
    : runEmbedder(encoder ?? smallEncoder.name, { weights, signal });
  if (opened?.note !== undefined) options.onNote?.(opened.note);
  const embedder = opened?.embedder ?? pixelEmbedder();
  try {
    const explored = await openExplored({
      ...options,
      ...{ images, imageSize: embedder.imageSize },
      fieldsOf: (names) => (columns === undefined ? [] : columnFields(columns, names)),
      run: isPixels || encoder === undefined ? undefined : pathOf(encoder),
    });
    return await exploreImages(explored, {
      ...{ embedder, tags, signal, cacheLimit },
      onProgress: ({ done, total }) => {
        report({ phase: 'embedding', done, total });
      },
    });
  } catch (error) {
    await embedder.dispose?.();
    throw error;
  }
}

/**
 * Serves a page, on this machine only, that shows images by similarity: a map, a grid, search, groups, duplicates,
 * outliers, tags. Vectors are cached, so only new and changed images are embedded the next time.
 * @param images a folder, a file of many images, a known name, or an open data set. Default: those that the
 * encoder was trained on. A run folder or weights file passed here is used as the encoder.
 * @throws InputError when there are no images or no encoder, SettingError for a port that is taken.
 * @example
 * ```ts
 * import { explore } from '@jssl/workflows';
 *
 * const explorer = await explore('photos', { encoder: 'runs/photos' });
 * console.log(explorer.url.startsWith('http://127.0.0.1:'), explorer.exploration.images.length); // true 20
 * await explorer.dispose();
 * ```
 */
export async function explore(
  images: string | Dataset | undefined,
  options: ExploreOptions = {},
): Promise<Explorer> {
  const { port = 0 } = options;
  checkPort(port);
  const exploration = await openExploration(images, options);
  try {
    const server = await listeningOn(port, serveExploration(exploration, { port }));
    return {
      url: server.url,
      exploration,
      dispose: async () => {
        await server.dispose();
        await exploration.dispose();
      },
    };
  } catch (error) {
    await exploration.dispose();
    throw error;
  }
}

/** How to write a page of images. */
export interface ExploreToFolderOptions extends ExploreOptions {
  /** Replace an earlier page in the folder. Default false. */
  readonly force?: boolean | undefined;
}

/**
 * Writes the page of {@link explore} with its data and pictures into a folder, for any web server and up to a few
 * thousand images. Visitors can browse and search; they see tags, but cannot change them.
 * @param out a new or empty folder.
 * @returns the number of images.
 * @throws SettingError for a folder with files, InputError when there are no images or no encoder.
 * @example
 * ```ts
 * import { exploreToFolder } from '@jssl/workflows';
 *
 * const images = await exploreToFolder('photos', 'photos-page', { encoder: 'runs/photos' });
 * console.log(images); // 20
 * ```
 */
export async function exploreToFolder(
  images: string | Dataset | undefined,
  out: string,
  options: ExploreToFolderOptions = {},
): Promise<number> {
  const { force, signal } = options;
  checkStaticFolder(out, { force });
  const report = progressOf(options);
  const exploration = await openExploration(images, options);
  const stop = exploration.onChange(() => {
    const { phase, done, total } = exploration.background;
    if (phase !== undefined && !signal?.aborted) options.onProgress?.({ phase, done, total });
  });
  try {
    await writeStaticPage(exploration, out, {
      ...{ force, signal },
      onProgress: ({ done, total }) => {
        report({ phase: 'writing pictures', done, total });
      },
    });
    return exploration.images.length;
  } finally {
    stop();
    await exploration.dispose();
  }
}

function pathOf(encoder: string | Run): string {
  return typeof encoder === 'string' ? encoder : encoder.path;
}

/** Whether a path is a run folder or a weights file. */
function isEncoder(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory()) {
    const has = (name: string) => existsSync(join(path, name));
    return has('config.json') && (has('last.safetensors') || has('best.safetensors'));
  }
  return status?.isFile() === true && /\.(?:safetensors|onnx)$/i.test(path);
}
