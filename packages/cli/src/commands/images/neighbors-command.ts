import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { pngOf, readImage } from '@jssl/data';
import { checkNewFiles, neighborsPage, readSearchIndex, type SearchIndex } from '@jssl/embeddings';
import { nearestNeighbors, type Neighbor } from '@jssl/eval';
import { embedImages, limitImages } from '@jssl/features';
import { InputError } from '@jssl/settings';
import { printable } from '@jssl/settings';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { table } from '../../terminal/table.js';
import { outScreen } from '../../terminal/terminal.js';
import { sourceHelp } from '../shared/open-source.js';
import {
  addEmbeddingOptions,
  embedWithProgress,
  labelOf,
  openEmbeddedImages,
  openEmbeddingRun,
  type EmbeddedImages,
  type EmbeddingOptions,
  type EmbeddingRun,
} from './embedding-run.js';
import { openQueries, querySet, type NeighborQuery } from './neighbor-queries.js';
import { fingerprintOf } from './search-index-command.js';

/** Neighbors where nobody says how many. */
const DEFAULT_K = 10;
/** Side of a picture on the page, where there is a file to take it from. */
const PICTURE_SIZE = 160;

interface NeighborsOptions extends EmbeddingOptions {
  readonly in?: string;
  readonly index?: string;
  readonly k?: number;
  readonly html?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `jssl neighbors`: the images most similar to some images. */
export function addNeighborsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('neighbors')
    .argument('<run>', 'run folder or weights file')
    .argument('<image...>', 'image files, or names of images among those searched')
    .option(
      '--in <images>',
      `where to search: ${sourceHelp} (default: the images that the run was trained on)`,
    )
    .option(
      '--index <file>',
      'search in an index that jssl search-index made (default: none, exact search)',
    )
    .option('--k <k>', `neighbors of each image (default: ${DEFAULT_K})`, number)
    .option('--html <file>', 'also draw them on a page (default: none)')
    .option('--force', 'replace the file that is in --html')
    .option('--json', 'print the neighbors as JSON');
  addEmbeddingOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  jssl neighbors runs/photos new.jpg --html neighbors.html
  jssl neighbors runs/demo 0/0000 --k 5

Similarity is the cosine of the features, 1 at most. An image is not its own neighbor.`,
    )
    .action(async (path: string, typed: string[], options: NeighborsOptions) => {
      await neighbors(context, path, typed, options);
    });
}

async function neighbors(
  context: CommandContext,
  path: string,
  typed: readonly string[],
  options: NeighborsOptions,
): Promise<void> {
  const { terminal } = context;
  const { html, json, force = false, k } = options;
  if (options.index !== undefined && options.in !== undefined) {
    throw new UsageError('--index already says which images to search; leave --in out');
  }
  if (k !== undefined && !(Number.isInteger(k) && k >= 1)) {
    throw new UsageError(`--k must be a whole number of neighbors, at least 1, got ${k}`);
  }
  if (html !== undefined) checkNewFiles([html], force, '--html');
  const run = await openEmbeddingRun(path, options);
  const index = options.index === undefined ? undefined : await openIndex(run, options.index);
  const from = index ? index.source : options.in;
  const images = await openEmbeddedImages(context, run, from, options, '--in');
  if (index && index.fingerprint !== images.data.fingerprint) {
    throw new InputError(
      `the images in ${index.source} are not those that ${options.index} was made of; make it anew by jssl search-index --force`,
    );
  }
  const queries = await openQueries(run, images, typed);
  const found = await search(context, run, images, queries, { k, index: index?.index, from });
  const results = queries.map(({ name }, at) => ({ name, neighbors: found[at] ?? [] }));
  if (html !== undefined) {
    const page = await drawPage(path, images, queries, found);
    await writeFile(html, page, { flag: force ? 'w' : 'wx' });
    terminal.note(`the page is in ${html}`);
  }
  if (json) terminal.out(JSON.stringify(results));
  else printNeighbors(context, results);
}

/** @throws InputError for an index of another encoder. */
async function openIndex(run: EmbeddingRun, file: string) {
  const { index, about } = await readSearchIndex(file);
  if (about.encoder !== fingerprintOf(run.file)) {
    throw new InputError(
      `${file} was made with other weights than ${run.file}; give the run that it was made with, or make it anew by jssl search-index --force`,
    );
  }
  return { index, ...about };
}

/** An image that was found. */
interface FoundImage {
  readonly name: string;
  readonly label?: string;
  readonly similarity: number;
  /** Its pixels as they are stored, 8-bit [H, W, C]. */
  readonly pixels: () => Uint8Array;
}

interface SearchRequest {
  readonly k: number | undefined;
  readonly index: SearchIndex | undefined;
  readonly from: string | undefined;
}

/**
 * For each query its neighbors: among the images of `from`, or else among the training images.
 * @throws UsageError when there are fewer than k.
 */
async function search(
  context: CommandContext,
  run: EmbeddingRun,
  { data, all }: EmbeddedImages,
  queries: readonly NeighborQuery[],
  { k: typed, index, from }: SearchRequest,
): Promise<FoundImage[][]> {
  const { config } = run.recorded;
  const bank = from === undefined ? limitImages(data.train, config?.limit, config?.seed ?? 0) : all;
  const most = bank.length - (queries.some(({ place }) => place !== undefined) ? 1 : 0);
  const k = typed ?? Math.min(DEFAULT_K, most);
  if (most === 0) {
    throw new UsageError(
      'there is no image to search besides the query; give a folder with more by --in',
    );
  }
  if (k > most) {
    throw new UsageError(
      `--k must be at most ${most}, the images to search besides the query, got ${k}; lower --k or give more images by --in`,
    );
  }
  // One more, since a query may find itself.
  const asked = Math.min(k + 1, bank.length);
  const set = querySet(queries);
  const features = await embedImages(run.extract, set, { data, views: run.views });
  const rows = features.dataSync<'float32'>();
  const found: readonly (readonly Neighbor[])[] = index
    ? queries.map((_, row) =>
        index.search(rows.subarray(row * run.features, (row + 1) * run.features), asked),
      )
    : await nearestNeighbors(features, embedWithProgress(context, run, data, bank), asked);
  features.dispose();
  return queries.map((query, row) =>
    (found[row] ?? [])
      .map(({ place, similarity }) => {
        const label = labelOf(data, bank, place);
        return {
          name: bank.name(place),
          ...(label !== undefined && { label }),
          similarity,
          pixels: () => bank.read([place]),
        };
      })
      .filter(({ name }) => query.place === undefined || name !== query.name)
      .slice(0, k),
  );
}

function printNeighbors(
  { terminal }: CommandContext,
  results: readonly { readonly name: string; readonly neighbors: readonly FoundImage[] }[],
): void {
  for (const [at, { name, neighbors }] of results.entries()) {
    const labeled = neighbors.some(({ label }) => label !== undefined);
    const rows = neighbors.map(({ name: found, label = '', similarity }) => [
      printable(found),
      ...(labeled ? [printable(label)] : []),
      similarity.toFixed(4),
    ]);
    const header = [`near ${printable(name)}`, ...(labeled ? ['class'] : []), 'similarity'];
    if (at > 0) terminal.out('');
    table(header, rows, outScreen(terminal)).forEach(terminal.out);
  }
}

async function drawPage(
  path: string,
  { data, source }: EmbeddedImages,
  queries: readonly NeighborQuery[],
  found: readonly (readonly FoundImage[])[],
): Promise<string> {
  const square = { height: PICTURE_SIZE, width: PICTURE_SIZE };
  /** From the image's own file, which shows more than the encoder sees, if it can still be read. */
  const pictureOf = async (file: string | undefined, stored: () => Uint8Array) => {
    const own =
      file === undefined ? undefined : await readImage(file, square).catch(() => undefined);
    const png = own ? await pngOf(own, square) : await pngOf(stored(), data);
    return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  };
  const fileOf = (name: string) => (data.kind === 'folder' ? resolve(source, name) : undefined);
  const draw = async ({ pixels, ...image }: FoundImage) => ({
    ...image,
    picture: await pictureOf(fileOf(image.name), pixels),
  });
  return neighborsPage({
    title: `Nearest neighbors in ${data.name}`,
    about: `By the cosine of the features of ${path}: 1 is the most similar.`,
    queries: await Promise.all(
      queries.map(async ({ name, file, pixels }, at) => ({
        name,
        picture: await pictureOf(file, () => pixels),
        neighbors: await Promise.all((found[at] ?? []).map(draw)),
      })),
    ),
  });
}
