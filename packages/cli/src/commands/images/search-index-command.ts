import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { selectImages } from '@jssl/data';
import {
  checkNewFiles,
  createSearchIndex,
  searchIndexFiles,
  searchRecall,
  type SearchIndex,
} from '@jssl/embeddings';
import { nearestNeighbors } from '@jssl/eval';
import { embedImages } from '@jssl/features';
import type { Command } from 'commander';

import type { CommandContext } from '../../process/command-context.js';
import { percent } from '../../terminal/table.js';
import { sourceHelp } from '../shared/open-source.js';
import {
  addEmbeddingOptions,
  embedWithProgress,
  openEmbeddedImages,
  openEmbeddingRun,
  type EmbeddedImages,
  type EmbeddingOptions,
  type EmbeddingRun,
} from './embedding-run.js';

/** Images that are sought to measure an index, and how many neighbors of each. */
const SAMPLE = 200;
const NEIGHBORS = 10;

interface SearchIndexOptions extends EmbeddingOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `jssl search-index`: an index of images for quick neighbors, measured against exact search. */
export function addSearchIndexCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('search-index')
    .argument('<run>', 'run folder or weights file')
    .argument('<images>', sourceHelp)
    .option('--out <file>', 'file to write, with FILE.json beside it', 'search-index.hnsw')
    .option('--force', 'replace an index that exists')
    .option('--json', 'print what was measured as JSON');
  addEmbeddingOptions(command)
    .addHelpText(
      'after',
      `
Example:
  jssl search-index runs/photos photos --out photos.hnsw
  jssl neighbors runs/photos new.jpg --index photos.hnsw

The index is a graph (HNSW) in which most of the nearest images are found without comparing with all of
them; which share is measured on ${SAMPLE} of the images and printed.`,
    )
    .action(async (path: string, images: string, options: SearchIndexOptions) => {
      await buildIndex(context, path, images, options);
    });
}

async function buildIndex(
  context: CommandContext,
  path: string,
  typed: string,
  options: SearchIndexOptions,
): Promise<void> {
  const { terminal } = context;
  const { out, force = false, json } = options;
  checkNewFiles(searchIndexFiles(out), force);
  const run = await openEmbeddingRun(path, options);
  const images = await openEmbeddedImages(context, run, typed, options, 'IMAGES');
  const { all, data, source } = images;
  const index = await createSearchIndex(run.features, all.length);
  const measured = await fillAndMeasure(context, run, images, index);
  const about = { encoder: fingerprintOf(run.file), source, fingerprint: data.fingerprint };
  await index.write(out, about, { force });
  if (json) {
    terminal.out(JSON.stringify({ out, images: all.length, features: run.features, ...measured }));
    return;
  }
  terminal.out(out);
  if (!measured) return;
  const { k, recall, sample, searchMilliseconds } = measured;
  terminal.out(
    `recall@${k} ${percent(recall)} against exact search, on ${sample} of ${all.length} images; ${searchMilliseconds.toFixed(2)} ms a search`,
  );
}

/** What tells a weights file from another: the SHA-256 of its bytes. */
export function fingerprintOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/**
 * Adds all images to an index while it compares a sample of them with all, and then seeks the sample in
 * the index. An image is not its own neighbor.
 * @returns undefined for a single image, which has no neighbor.
 */
async function fillAndMeasure(
  context: CommandContext,
  run: EmbeddingRun,
  { data, all }: EmbeddedImages,
  index: SearchIndex,
) {
  const sample = Math.min(SAMPLE, all.length);
  const places = Int32Array.from({ length: sample }, (_, at) =>
    Math.floor((at * all.length) / sample),
  );
  const k = Math.min(NEIGHBORS, all.length - 1);
  async function* filling() {
    for await (const batch of embedWithProgress(context, run, data, all)) {
      index.add(batch.dataSync<'float32'>());
      yield batch;
    }
  }
  const sampled = selectImages(all, places);
  const queries = await embedImages(run.extract, sampled, { data, views: run.views });
  const exact = await nearestNeighbors(queries, filling(), k + 1);
  queries.dispose();
  if (k === 0) return undefined;
  const others = (found: readonly { place: number; similarity: number }[], query: number) =>
    found
      .filter(({ place }) => place !== places[query])
      .slice(0, k)
      .map(({ similarity }) => similarity);
  const vectors = Array.from(places, (place) => index.vector(place));
  const began = performance.now();
  const found = vectors.map((vector) => index.search(vector, k + 1));
  const searchMilliseconds = (performance.now() - began) / sample;
  return {
    k,
    recall: searchRecall(found.map(others), exact.map(others)),
    sample,
    searchMilliseconds,
  };
}
