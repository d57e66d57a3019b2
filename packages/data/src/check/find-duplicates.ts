import type { ImageSet } from '../dataset/dataset.js';
import { comparePictures, type Comparison } from './compare-pictures.js';
import { CodeIndex } from './code-index.js';
import { pairOf, type DuplicatePair, type ImagePlace } from './duplicate-pair.js';
import { Groups } from './groups.js';
import { orientations } from './orientation.js';
import { pauser } from './pauser.js';
import { PictureCache } from './picture-cache.js';
import { CODE_SIDE, codesOf, windows } from './picture-codes.js';
import { SIDE } from './prepared-picture.js';
import type { PictureSource, SourcePicture } from './picture-source.js';
import { roughCorrelation } from './rough-correlation.js';
import { stretch, stretchGray } from './stretch.js';

/** Uncertain bits of each band that are also searched flipped. */
const WEAK_BITS = 3;
/** The block that differs most may differ by this many times as much as the whole. */
const WORST_BLOCK = 2;
/** A cropped copy may differ by this share of what others may, since its edges are chosen to fit. */
const OF_CROPPED = 0.7;
/** A copy without color has the same brightness, in levels of 255; shapes of two plain colors do not. */
const MOST_TONE_OF_GRAY = 12;
/** Pictures with a lower correlation, read at the nearest pixels, are not compared further. */
const LEAST_ROUGH = 0.5;
/** Candidates of an image that may turn out to be different: of few images, and of more than `MANY`. */
const MOST_FAILED = 5;
const MOST_FAILED_OF_MANY = 2;
const MANY = 20_000;
/** Orientations that are tried when two pictures are known to be copies. */
const LIKELY = 2;
/** Two pictures that differ by less are not compared the other way around. */
const CLEAR = 0.05;
/** In larger groups, copies are named by the copy they were found by, not all by the first image. */
const LARGEST_NAMED = 200;

/** Equal and similar images of a data set. */
export interface Duplicates {
  /** Each copy with its original, group by group. */
  readonly pairs: readonly DuplicatePair[];
  /** Images that show the same, at least two in a group, in the order of the images. */
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

/** An image that was added. */
export interface AddedImage {
  readonly place: ImagePlace;
  readonly set: ImageSet;
  readonly index: number;
  readonly picture: SourcePicture;
  /** A hash of the pixels and the size. */
  readonly content: string;
  /** A uniform image has only exact copies. */
  readonly isUniform: boolean;
}

interface Kept {
  readonly place: ImagePlace;
  readonly set: ImageSet;
  readonly index: number;
  readonly height: number;
  readonly width: number;
  /** The images with the same pixels, this one first. */
  readonly equals: Kept[];
}

interface Found {
  readonly from: number;
  readonly to: number;
  readonly comparison: Comparison;
}

/**
 * Finds copies in time proportional to the number of images: codes of the lowest frequencies find
 * candidates, which are then aligned and compared.
 */
export class DuplicateSearch {
  readonly #source: PictureSource;
  readonly #mostDifference: number;
  /** One of each content, by number. */
  readonly #distinct: Kept[] = [];
  readonly #byContent = new Map<string, Kept>();
  /** Gray pictures [CODE_SIDE, CODE_SIDE] by number; undefined for uniform images. */
  readonly #grays: (Uint8Array | undefined)[] = [];
  readonly #cache: PictureCache;

  /** @param mostDifference see `copyDifference` in `qualitySettings`. */
  constructor(source: PictureSource, mostDifference: number) {
    this.#source = source;
    this.#mostDifference = mostDifference;
    this.#cache = new PictureCache(async (id) => {
      const kept = this.#distinct[id];
      if (!kept) throw new RangeError(`DuplicateSearch: there is no picture ${id}`);
      const picture = await source.read(kept.set, kept.index);
      return stretch(picture.pixels, picture, SIDE);
    });
  }

  /** Adds an image; training images first. */
  add({ place, set, index, picture, content, isUniform }: AddedImage): void {
    const { height, width } = picture.size;
    const kept: Kept = { place, set, index, height, width, equals: [] };
    const before = this.#byContent.get(content);
    (before ?? kept).equals.push(kept);
    if (before) return;
    this.#byContent.set(content, kept);
    this.#distinct.push(kept);
    if (isUniform || this.#mostDifference === 0) {
      this.#grays.push(undefined);
      return;
    }
    // Decoding a file again takes longer than reading what the data set stores.
    if (picture.isDecoded) {
      const rgb = stretch(picture.pixels, picture, SIDE);
      this.#cache.add(this.#distinct.length - 1, rgb);
    }
    const gray = stretchGray(picture.pixels, picture, CODE_SIDE);
    this.#grays.push(gray);
  }

  /** The number of calls of `onImage` that `find` will make. */
  get total(): number {
    return this.#distinct.length;
  }

  /** @param onImage called after each distinct image; what it throws ends the search. */
  async find(onImage: () => void = () => undefined): Promise<Duplicates> {
    const groups = new Groups(this.#distinct.length);
    const found: Found[] = [];
    const ids = [...this.#distinct.keys()].filter((id) => this.#grays[id] !== undefined);
    const pause = pauser();
    const codes = [];
    for (const id of ids) {
      codes.push(...codesOf(this.#grays[id] ?? [], 1, 0));
      await pause();
    }
    const index = new CodeIndex(codes);
    const mostFailed = ids.length > MANY ? MOST_FAILED_OF_MANY : MOST_FAILED;
    let capped = 0;
    for (const [at, id] of ids.entries()) {
      await pause();
      onImage();
      const candidates = index.find(at, codesOf(this.#grays[id] ?? [], windows.length, WEAK_BITS));
      if (candidates.capped) capped++;
      // The candidates with the most similar codes come first.
      let failed = 0;
      for (const { id: place, orientation, window } of candidates.found) {
        const other = ids[place] ?? id;
        if (groups.rootOf(id) === groups.rootOf(other)) continue;
        if (!this.#mayBeAlike(id, other, orientation, window)) continue;
        if (failed >= mostFailed) break;
        const comparison = await this.#compare(id, other, [orientation], window);
        if (!comparison) {
          failed++;
          continue;
        }
        groups.join(id, other);
        found.push({ from: id, to: other, comparison });
      }
    }
    for (let at = ids.length; at < this.#distinct.length; at++) onImage();
    return { ...(await this.#describe(groups, found, pause)), capped };
  }

  /** Whether it is worth preparing two pictures to compare them. */
  #mayBeAlike(from: number, to: number, orientation: number, window: number): boolean {
    const [one, other, part] = [this.#grays[from], this.#grays[to], windows[window]];
    if (!one || !other || !part) return false;
    return roughCorrelation(one, other, orientation, part) >= LEAST_ROUGH;
  }

  /** The orientations that fit best at first sight, the unchanged one first when it does. */
  #likelyTurns(from: number, to: number): number[] {
    const [one, other, [part]] = [this.#grays[from], this.#grays[to], windows];
    if (!one || !other || !part) return [];
    return [...orientations.keys()]
      .map((turn) => [turn, roughCorrelation(one, other, turn, part)] as const)
      .filter(([, value]) => value >= LEAST_ROUGH)
      .sort(([first, value], [second, better]) => better - value || first - second)
      .slice(0, LIKELY)
      .map(([turn]) => turn)
      .sort((first, second) => first - second);
  }

  /** How one picture is made from another; undefined if it is not a copy. */
  async #compare(
    from: number,
    to: number,
    turned: readonly number[],
    window = 0,
  ): Promise<Comparison | undefined> {
    const [one, other] = [await this.#cache.get(from), await this.#cache.get(to)];
    let best: Comparison | undefined;
    for (const orientation of turned) {
      const comparison = comparePictures(one, other, orientation, windows[window]);
      if (!comparison) continue;
      const { residual, worst, tone, gray, window: part } = comparison;
      const isCropped = Math.min(part.right - part.left, part.bottom - part.top) < 1;
      const most = this.#mostDifference * (isCropped ? OF_CROPPED : 1);
      if (residual > most || worst > WORST_BLOCK * most) continue;
      if (gray && tone > MOST_TONE_OF_GRAY) continue;
      // A symmetric picture is not called turned.
      if (!best || comparison.residual < 0.7 * best.residual - 0.005) best = comparison;
    }
    return best;
  }

  async #describe(
    groups: Groups,
    found: readonly Found[],
    pause: () => Promise<void>,
  ): Promise<Omit<Duplicates, 'capped'>> {
    const members = new Map<number, number[]>();
    for (const id of this.#distinct.keys()) {
      const root = groups.rootOf(id);
      const group = members.get(root);
      if (group) group.push(id);
      else members.set(root, [id]);
    }
    const edges = new Map<number, Found[]>();
    for (const one of found) {
      for (const end of [one.from, one.to]) edges.set(end, [...(edges.get(end) ?? []), one]);
    }
    const pairs: DuplicatePair[] = [];
    const places: ImagePlace[][] = [];
    for (const [root, ids] of members) {
      const group: ImagePlace[] = [];
      const parents = parentsFrom(root, edges);
      for (const id of ids) {
        await pause();
        const kept = this.#distinct[id];
        if (!kept) continue;
        const copy =
          id === root
            ? undefined
            : (ids.length <= LARGEST_NAMED && (await this.#copyOf(root, id))) ||
              this.#pairOf(parents.get(id), root);
        if (copy) pairs.push(copy);
        for (const [at, equal] of kept.equals.entries()) {
          group.push(equal.place);
          if (at === 0) continue;
          // Another image of the same pixels is the same copy of the group's first.
          pairs.push(
            copy ? replace(copy, kept.place, equal.place) : await this.#equal(kept, equal),
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

  /** The pair of two pictures that were found alike by way of others, if they are alike themselves. */
  async #copyOf(root: number, id: number): Promise<DuplicatePair | undefined> {
    const there = await this.#compare(root, id, this.#likelyTurns(root, id));
    const isClear = there && there.residual < CLEAR;
    const back = isClear ? undefined : await this.#compare(id, root, this.#likelyTurns(id, root));
    if (!there && !back) return undefined;
    // A crop can only be aligned with the picture that shows more.
    const isBack = back && (!there || back.residual < 0.7 * there.residual - 0.005);
    return this.#pairOf(
      isBack
        ? { from: id, to: root, comparison: back }
        : there && { from: root, to: id, comparison: there },
      root,
    );
  }

  #pairOf(found: Found | undefined, root: number): DuplicatePair | undefined {
    if (!found) return undefined;
    const [from, to] = [this.#distinct[found.from], this.#distinct[found.to]];
    if (!from || !to) return undefined;
    const earlier = found.from === root || found.from < found.to ? from : to;
    return pairOf({ from, to, ...found.comparison }, earlier.place);
  }

  async #equal(kept: Kept, equal: Kept): Promise<DuplicatePair> {
    const hash = await this.#source.fileHash(kept.set, kept.index);
    const isSame =
      hash !== undefined && hash === (await this.#source.fileHash(equal.set, equal.index));
    return {
      first: kept.place,
      second: equal.place,
      changes: [isSame ? 'same file' : 'same pixels'],
      similarity: 1,
    };
  }
}

/** The edge toward the root of each picture that can be reached from it. */
function parentsFrom(
  root: number,
  edges: ReadonlyMap<number, readonly Found[]>,
): ReadonlyMap<number, Found> {
  const parents = new Map<number, Found>();
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

/** The same pair with another image in place of one. */
function replace(pair: DuplicatePair, place: ImagePlace, by: ImagePlace): DuplicatePair {
  return pair.first === place ? { ...pair, first: by } : { ...pair, second: by };
}
