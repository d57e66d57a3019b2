import { InputError } from '@jssl/settings';

/**
 * @param encoder its weights file, and C, the channels of its images.
 * @param images their name, and C.
 * @throws InputError when images are gray and the encoder expects color, or the other way round.
 */
export function checkChannels(
  encoder: { readonly file: string; readonly channels: number },
  images: { readonly name: string; readonly channels: number },
): void {
  if (images.channels === encoder.channels) return;
  const kind = (count: number) =>
    `${count === 1 ? 'gray' : 'color'} images (${count} channel${count === 1 ? '' : 's'})`;
  throw new InputError(
    `${encoder.file} was trained on ${kind(encoder.channels)}, but ${images.name} has ${kind(images.channels)}; pass images of the same kind`,
  );
}
