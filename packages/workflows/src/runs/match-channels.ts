import { convertChannels, type Dataset } from '@jssl/data';

/** How images are converted for an encoder, as a sentence; undefined if no conversion is needed. */
export function conversionNote(name: string, from: number, to: number): string | undefined {
  if (from === to) return undefined;
  return to === 1
    ? `${name}: the images were converted to gray (luma), as the encoder was trained on gray images`
    : `${name}: the gray images were given three equal channels, as the encoder was trained on color images`;
}

/**
 * Images as the encoder expects them, gray or color. Images of the other kind are converted, and `onNote` is
 * called.
 * @param encoder C, the channels of the images that it was trained on.
 * @param onNote called with a sentence that says so.
 */
export function matchChannels(
  { channels }: { readonly channels: number },
  data: Dataset,
  onNote: ((sentence: string) => void) | undefined,
): Dataset {
  const note = conversionNote(data.name, data.channels, channels);
  if (note !== undefined) onNote?.(note);
  return convertChannels(data, channels);
}
