import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { knownDatasets, openDataset, type Dataset } from '@jssl/data';
import { cacheFolder } from '@jssl/engine';

import { createProgress } from '../progress.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';

/** Where the original expects its images. */
const DEFAULT_SOURCE = './tiny-imagenet-200';

/** The help text of every DATA argument. */
export const sourceHelp = `a folder of images, one folder a class or flat, or one of: ${knownDatasets
  .map(({ name }) => name)
  .join(', ')}`;

/**
 * The data that a command works on: what was typed, else `recorded` by the run, else
 * `./tiny-imagenet-200` when it is there. A folder is returned as an absolute path.
 */
export function resolveSource(typed: string | undefined, recorded?: string): string {
  const source = typed ?? recorded ?? (existsSync(DEFAULT_SOURCE) ? DEFAULT_SOURCE : undefined);
  if (source === undefined) {
    throw new UsageError(
      'DATA is missing: give a folder of images or a known name, for example: jssl train fashion-mnist',
    );
  }
  const known = knownDatasets.some(({ name }) => name === source);
  return known && !existsSync(source) ? source : resolve(source);
}

/** Opens the data with progress, and says what was skipped. */
export async function openSource(
  { terminal }: CommandContext,
  source: string,
  imageSize?: number,
): Promise<Dataset> {
  const show = createProgress(terminal);
  const data = await openDataset(source, {
    cacheFolder: cacheFolder(),
    ...(imageSize !== undefined && { imageSize }),
    onProgress: ({ phase, done, total }) => {
      show(total > 0 ? done / total : 0, `${phase} ${done} of ${total}`);
    },
  });
  terminal.status?.(undefined);
  return data;
}

/** Names the images that could not be read, ten at most. */
export function reportSkipped({ terminal }: CommandContext, data: Dataset): void {
  const { skipped } = data;
  if (skipped.length === 0) return;
  terminal.note(
    `${skipped.length} image${skipped.length === 1 ? ' was' : 's were'} skipped as unreadable:`,
  );
  for (const { path, reason } of skipped.slice(0, 10)) terminal.note(`  ${path}: ${reason}`);
  if (skipped.length > 10) terminal.note(`  and ${skipped.length - 10} more`);
}
