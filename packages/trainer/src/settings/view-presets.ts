import {
  defaultViewOptions,
  mocoV2ViewOptions,
  simclrViewOptions,
  type ViewOptions,
} from '@jssl/augment';

const presets = {
  original: defaultViewOptions,
  'moco-v2': mocoV2ViewOptions,
  simclr: simclrViewOptions,
} as const satisfies Readonly<Record<string, ViewOptions>>;

/** The name of one of {@link viewPresets}. */
export type ViewPreset = keyof typeof presets;

/**
 * The named ways of making views.
 * @example
 * ```ts
 * import { viewPresets } from '@jssl/trainer';
 *
 * console.log(viewPresets.join(' ')); // original moco-v2 simclr
 * ```
 */
export const viewPresets = Object.keys(presets) as readonly ViewPreset[];

/** Every parameter of the augmentation except the size of a view. */
export type ViewNumbers = Omit<ViewOptions, 'size'>;

/**
 * The values of a preset. The blur kernel is for views of 224 pixels; `viewOptionsFor` adapts it to others.
 * @example
 * ```ts
 * import { presetNumbers } from '@jssl/trainer';
 *
 * const { cropScale, blurProbability } = presetNumbers('moco-v2');
 * console.log(cropScale, blurProbability); // [ 0.2, 1 ] 0.5
 * ```
 */
export function presetNumbers(views: ViewPreset): ViewNumbers {
  return presets[views];
}
