import type { PrecisionChoice } from '@jssl/engine';
import { choice, inGroup, numbers, whole } from '@jssl/settings';

const precisions = ['f32', 'bf16', 'auto'] as const satisfies readonly PrecisionChoice[];

export const dataSettings = inGroup('Data and machine', {
  limit: whole({
    initial: undefined,
    least: 2,
    required: 'a whole number of images, at least 2',
    placeholder: 'images',
    help: 'train on a random subset of this many images',
    defaultText: 'all',
  }),
  /** The same for all images of more than 8 bits. */
  valueRange: numbers<readonly [number, number] | undefined>({
    initial: undefined,
    count: 2,
    fits: ([low = 0, high = 0]) => low < high,
    required: 'two numbers, the lower one first',
    placeholder: 'low,high',
    help: 'values that become black and white in images of more than 8 bits',
    defaultText: 'what the files state, else what the training images use',
  }),
  /** `auto` uses bf16 if the processor supports it natively. */
  precision: choice(precisions, {
    initial: 'f32',
    placeholder: 'type',
    help: 'number type of the convolutions: f32, bf16 or auto (bf16 if the processor supports it)',
  }),
  seed: whole({
    initial: 0,
    least: 0,
    most: 2 ** 32 - 1,
    required: 'a whole number from 0 to 4294967295',
    placeholder: 'number',
    help: 'seed of all random numbers',
  }),
});
