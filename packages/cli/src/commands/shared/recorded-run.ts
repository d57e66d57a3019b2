import { statSync } from 'node:fs';

import { InputError } from '@jssl/settings';
import { readRunConfig, type RunConfig } from '@jssl/trainer';

/**
 * What a run folder says of its training; nothing for a weights file.
 * @throws InputError when it is another folder, or damaged.
 */
export function recordedRun(path: string): Partial<RunConfig> {
  const isRun = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isRun ? readRunConfig(path) : {};
}

/**
 * @param encoder its weights file and C, the channels of its images.
 * @param images what they are called, and theirs.
 * @throws InputError when images are gray and the encoder knows color, or the other way round.
 */
export function checkChannels(
  encoder: { readonly file: string; readonly channels: number },
  images: { readonly name: string; readonly channels: number },
): void {
  if (images.channels === encoder.channels) return;
  const kind = (count: number) =>
    `${count === 1 ? 'gray' : 'colored'} images (${count} channel${count === 1 ? '' : 's'})`;
  throw new InputError(
    `${encoder.file} was trained on ${kind(encoder.channels)}, and ${images.name} has ${kind(images.channels)}; give images of its kind`,
  );
}
