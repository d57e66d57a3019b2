import type { ImageSet } from '../../dataset/dataset.js';
import { pairOf, type DuplicatePair, type ImagePlace } from './duplicate-pair.js';
import type { Groups } from './groups.js';
import type { Match, PictureMatcher } from '../pictures/picture-matcher.js';
import type { PictureSource } from '../pictures/picture-source.js';

/**
 * In larger groups, a copy is described relative to the image that it was found by, not to the group's first.
 */
const LARGEST_NAMED = 200;

/** Equal and similar images of a data set. */
export interface Duplicates {
  /** Each copy with its original, group by group. */
  readonly pairs: readonly DuplicatePair[];
  /** Groups of two or more copies of one image, in the order of the images. */
  readonly groups: readonly (readonly ImagePlace[])[];
  /** Training images that are copies of an earlier training image. */
  readonly withinTrain: number;
  /** The pairs whose images are in two splits, such as a test image that is also a training image. */
  readonly acrossSplits: readonly DuplicatePair[];
  /** The pairs whose images have two labels. */
  readonly acrossLabels: readonly DuplicatePair[];
  /** Images that were compared with only some of many similar ones, so that copies may be missing. */
  readonly capped: number;
}

/** One of the images with the same pixels. */
export interface DistinctImage {
  readonly place: ImagePlace;
  readonly set: ImageSet;
  readonly index: number;
  readonly height: number;
  readonly width: number;
  /** The images with the same pixels, this one first. */
  readonly equals: readonly DistinctImage[];
}

/** What a search compared, and what it found. */
export interface FoundMatches {
  readonly source: Pick<PictureSource, 'fileHash'>;
  readonly matcher: Pick<PictureMatcher, 'compareAnyhow'>;
  /** By number. */
  readonly distinct: readonly DistinctImage[];
  readonly groups: Groups;
  readonly matches: readonly Match[];
}

/**
 * Describes how each image of a group was made from the group's first.
 * @param pause called before each image; what it throws ends the work.
 */
export async function describeGroups(
  found: FoundMatches,
  pause: () => Promise<void>,
): Promise<Omit<Duplicates, 'capped'>> {
  const { distinct, groups, matches } = found;
  const members = grouped(distinct.keys(), (id) => [groups.rootOf(id)]);
  const edges = grouped(matches, ({ from, to }) => [from, to]);
  const pairs: DuplicatePair[] = [];
  const places: ImagePlace[][] = [];
  for (const [root, ids] of members) {
    const group: ImagePlace[] = [];
    const parents = parentsFrom(root, edges);
    for (const id of ids) {
      await pause();
      const image = distinct[id];
      if (!image) continue;
      const direct =
        id !== root && ids.length <= LARGEST_NAMED
          ? await found.matcher.compareAnyhow(root, id)
          : undefined;
      const copy = copyOf(direct ?? parents.get(id), root, distinct);
      if (copy) pairs.push(copy);
      for (const [at, equal] of image.equals.entries()) {
        group.push(equal.place);
        if (at === 0) continue;
        // An image with the same pixels is the same copy of the group's first.
        pairs.push(
          copy
            ? replace(copy, image.place, equal.place)
            : await equalPair(image, equal, found.source),
        );
      }
    }
    if (group.length > 1) places.push(group);
  }
  let withinTrain = 0;
  for (const group of places) {
    withinTrain += Math.max(0, group.filter(({ split }) => split === 'train').length - 1);
  }
  return {
    pairs,
    groups: places,
    withinTrain,
    acrossSplits: pairs.filter(({ first, second }) => first.split !== second.split),
    acrossLabels: pairs.filter(({ first, second }) => first.label !== second.label),
  };
}

function copyOf(
  match: Match | undefined,
  root: number,
  distinct: readonly DistinctImage[],
): DuplicatePair | undefined {
  const [from, to] = match ? [distinct[match.from], distinct[match.to]] : [];
  if (!match || !from || !to) return undefined;
  const earlier = match.from === root || match.from < match.to ? from : to;
  return pairOf({ from, to, ...match.comparison }, earlier.place);
}

async function equalPair(
  image: DistinctImage,
  equal: DistinctImage,
  source: FoundMatches['source'],
): Promise<DuplicatePair> {
  const hash = await source.fileHash(image.set, image.index);
  const isSame = hash !== undefined && hash === (await source.fileHash(equal.set, equal.index));
  return {
    first: image.place,
    second: equal.place,
    changes: [isSame ? 'same file' : 'same pixels'],
    similarity: 1,
  };
}

/** Lists of values by each of their keys. */
function grouped<Value>(
  values: Iterable<Value>,
  keysOf: (value: Value) => readonly number[],
): Map<number, Value[]> {
  const lists = new Map<number, Value[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const list = lists.get(key);
      if (list) list.push(value);
      else lists.set(key, [value]);
    }
  }
  return lists;
}

/** For each picture that can be reached from the root, the match on the way back to it. */
function parentsFrom(
  root: number,
  edges: ReadonlyMap<number, readonly Match[]>,
): ReadonlyMap<number, Match> {
  const parents = new Map<number, Match>();
  const queue = [root];
  for (const one of queue) {
    for (const edge of edges.get(one) ?? []) {
      const other = edge.from === one ? edge.to : edge.from;
      if (other === root || parents.has(other)) continue;
      parents.set(other, edge);
      queue.push(other);
    }
  }
  return parents;
}

/** The pair with one of its images replaced. */
function replace(pair: DuplicatePair, place: ImagePlace, by: ImagePlace): DuplicatePair {
  return pair.first === place ? { ...pair, first: by } : { ...pair, second: by };
}
