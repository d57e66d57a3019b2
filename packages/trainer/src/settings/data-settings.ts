import { valueRangeSetting } from '@jssl/data/browser';
import type { PrecisionChoice } from '@jssl/engine';
import { choice, inGroup, whole } from '@jssl/settings';

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
  valueRange: valueRangeSetting,
  /** `auto` uses bf16 if the processor supports it natively. */
  precision: choice(precisions, {
    initial: 'f32',
    placeholder: 'type',
    help: 'precision of the convolutions: f32, bf16 or auto (bf16 if the processor supports it)',
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
