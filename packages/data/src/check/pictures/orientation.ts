/** One of the eight ways to turn and mirror a picture: swapped axes first, then mirrored, then flipped. */
export interface Orientation {
  /** Rows become columns. */
  readonly transpose: boolean;
  /** Left and right are exchanged. */
  readonly mirror: boolean;
  /** Top and bottom are exchanged. */
  readonly flip: boolean;
  /** Its name in messages; rotations are clockwise. */
  readonly changes: readonly OrientationChange[];
}

export type OrientationChange =
  'mirrored' | 'flipped' | 'rotated by 90°' | 'rotated by 180°' | 'rotated by 270°';

const of = (
  [transpose, mirror, flip]: readonly [boolean, boolean, boolean],
  ...changes: OrientationChange[]
): Orientation => ({ transpose, mirror, flip, changes });

/** All eight, the unchanged one first. Bits of the index: 1 mirror, 2 flip, 4 transpose. */
export const orientations: readonly Orientation[] = [
  of([false, false, false]),
  of([false, true, false], 'mirrored'),
  of([false, false, true], 'flipped'),
  of([false, true, true], 'rotated by 180°'),
  of([true, false, false], 'mirrored', 'rotated by 270°'),
  of([true, true, false], 'rotated by 90°'),
  of([true, false, true], 'rotated by 270°'),
  of([true, true, true], 'mirrored', 'rotated by 90°'),
];

/** @param index from 0 to 7. @throws RangeError for any other index. */
export function orientationOf(index: number): Orientation {
  const orientation = orientations[index];
  if (orientation) return orientation;
  throw new RangeError(`orientationOf: an index must be from 0 to 7, got ${index}`);
}
