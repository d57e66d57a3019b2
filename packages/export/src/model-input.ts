import type { Encoder } from '@jssl/resnet';

/** The images that an exported model takes. Values are in [0, 1]; the model normalizes them. */
export interface ModelInput {
  /** S, the height and width in pixels. */
  readonly size: number;
  /** Mean of each channel [C], for values in [0, 1]. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel [C], above 0. */
  readonly std: readonly number[];
}

/** @throws RangeError when the input does not fit the encoder. */
export function checkModelInput(
  caller: string,
  { config: { inChannels } }: Encoder,
  { size, mean, std }: ModelInput,
): void {
  if (!(Number.isInteger(size) && size >= 1)) {
    throw new RangeError(
      `${caller}: size must be a whole number of pixels, at least 1, got ${size}`,
    );
  }
  for (const [name, values] of Object.entries({ mean, std })) {
    const fits =
      values.length === inChannels &&
      values.every((value) => Number.isFinite(value) && (name === 'mean' || value > 0));
    if (fits) continue;
    throw new RangeError(
      `${caller}: ${name} must be ${inChannels} finite numbers${name === 'std' ? ' above 0' : ''} like the channels of the encoder, got [${values.join(', ')}]`,
    );
  }
}
