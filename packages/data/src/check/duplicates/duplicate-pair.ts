import { printable } from '@jssl/settings';

import type { Split } from '../../dataset/dataset.js';
import { orientations, type OrientationChange } from '../pictures/orientation.js';

/** One image of a data set. */
export interface ImagePlace {
  readonly split: Split;
  /** Its index in the split. */
  readonly index: number;
  readonly name: string;
  /** The name of its class; absent if the images have no labels. */
  readonly label?: string;
}

/** What was done to an image to make a copy of it. */
export type CopyChange =
  | 'same file'
  | 'same pixels'
  | 'recompressed'
  | 'resized'
  | OrientationChange
  | 'cropped'
  | 'changed in brightness or contrast'
  | 'without color';

/** Two images of which the second is a copy of the first. */
export interface DuplicatePair {
  /** The original: the image that shows more of the picture, else the one in color, else the first. */
  readonly first: ImagePlace;
  readonly second: ImagePlace;
  /** What was done to the first to make the second. */
  readonly changes: readonly CopyChange[];
  /** 1 minus the share of the contrast that differs once the images are aligned; 1 for equal pixels. */
  readonly similarity: number;
  /** The share of the first image's area that a cropped copy shows. */
  readonly area?: number;
}

/** Two images with their names and sizes, and how they were aligned. */
export interface AlignedCopy {
  readonly from: { readonly place: ImagePlace; readonly height: number; readonly width: number };
  readonly to: AlignedCopy['from'];
  readonly residual: number;
  readonly tone: number;
  readonly orientation: number;
  readonly window: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly gray: boolean;
  /** With `gray`: whether `from` is the gray one. */
  readonly fromGray: boolean;
}

/** Crops smaller than this, as a share of a side, are alignment errors. */
const LEAST_CROPPED = 0.007;
/** Changes smaller than this, in levels of 255, come from compression and resizing. */
const LEAST_TONE = 5;
/** If sizes differ by less than this share once the crop is taken into account, the picture was not resized. */
const SAME_SIZE = 0.02;

/** Puts what was measured into words. `from` comes first in the data set unless it was cropped. */
export function pairOf(copy: AlignedCopy, earlier: ImagePlace): DuplicatePair {
  const { window, residual, tone, gray } = copy;
  const across = window.right - window.left;
  const down = window.bottom - window.top;
  const isCropped = 1 - Math.min(across, down) > LEAST_CROPPED;
  const isReversed = !isCropped && (gray ? copy.fromGray : copy.from.place !== earlier);
  const [first, second] = isReversed ? [copy.to, copy.from] : [copy.from, copy.to];
  const { changes, transpose } = orientations[
    isReversed ? inverse(copy.orientation) : copy.orientation
  ] ?? { changes: [], transpose: false };
  const shown = [first.height * (isReversed ? 1 : down), first.width * (isReversed ? 1 : across)];
  const [height = 0, width = 0] = transpose ? [shown[1], shown[0]] : shown;
  const differs = (one: number, other: number) => {
    // Rounding can change a side by a pixel.
    const allowed = isCropped ? Math.max(2, SAME_SIZE * other) : 0;
    return Math.abs(one - other) > allowed;
  };
  const isResized = differs(height, second.height) || differs(width, second.width);
  const all: CopyChange[] = [
    ...changes,
    ...(isCropped ? (['cropped'] as const) : []),
    ...(isResized ? (['resized'] as const) : []),
    ...(gray ? (['without color'] as const) : []),
    ...(tone > LEAST_TONE && !gray ? (['changed in brightness or contrast'] as const) : []),
  ];
  return {
    first: first.place,
    second: second.place,
    changes: all.length > 0 ? all : ['recompressed'],
    similarity: Math.round(1000 * (1 - residual)) / 1000,
    ...(isCropped && { area: Math.round(1000 * across * down) / 1000 }),
  };
}

/** Rotations by 90° and 270° are inverse to each other; every other orientation is its own inverse. */
const inverse = (orientation: number) => ({ 5: 6, 6: 5 })[orientation] ?? orientation;

/**
 * Describes a pair of copies in a sentence.
 * @example
 * ```ts
 * import { describeDuplicate } from '@jssl/data';
 *
 * const first = { split: 'train', index: 0, name: 'a.jpg' } as const;
 * const second = { split: 'test', index: 0, name: 'b.jpg' } as const;
 * const pair = { first, second, changes: ['mirrored', 'resized'], similarity: 0.98 } as const;
 * console.log(describeDuplicate(pair)); // test b.jpg is train a.jpg mirrored, resized
 * ```
 */
export function describeDuplicate({ first, second, changes, area }: DuplicatePair): string {
  const isAcross = first.split !== second.split;
  const name = (place: ImagePlace) =>
    printable(isAcross ? `${place.split} ${place.name}` : place.name);
  const [change = ''] = changes;
  if (change === 'same file') return `${name(second)} is the same file as ${name(first)}`;
  if (change === 'same pixels') return `${name(second)} has the same pixels as ${name(first)}`;
  const words = changes.map((one) =>
    one === 'cropped' && area !== undefined
      ? `cropped to ${(100 * area).toFixed(0)} % of its area`
      : one,
  );
  return `${name(second)} is ${name(first)} ${words.join(', ')}`;
}
