import type { ViewSettings } from '../settings/view-settings.js';

/** The pictures that views are made of. */
export interface Pictures {
  /** C */
  readonly channels: number;
  /** Whether they show things on a background that they have in common; see `hasPlainBackground`. */
  readonly plain: boolean;
}

/**
 * The settings of views that suit pictures. On a plain background a thing is recognized by its outline, its
 * direction and its place, so crops are mild and nothing is mirrored; gray images differ more in brightness and
 * contrast, and have no hue. In photographs any part shows what the others show, so the preset's views are kept.
 */
export function derivedViews({ channels, plain }: Pictures): Partial<ViewSettings> {
  const gray = channels === 1;
  return {
    ...(plain && { cropScale: [0.4, 1], cropRatio: [0.9, 1.11], flipProbability: 0 }),
    ...(gray && { jitter: [0.8, 0.8, 0, 0], grayscaleProbability: 0 }),
    ...(plain && !gray && { jitter: [0.6, 0.6, 0.6, 0.1] }),
  };
}
