import type { ImageSet } from '../../dataset/dataset.js';
import { CodeIndex } from './code-index.js';
import { describeGroups, type DistinctImage, type Duplicates } from './duplicate-groups.js';
import type { ImagePlace } from './duplicate-pair.js';
import { Groups } from './groups.js';
import { pauser } from './pauser.js';
import { spectraOf, windows } from '../pictures/picture-codes.js';
import { PictureMatcher, type Match } from '../pictures/picture-matcher.js';
import type { PictureSource, SourcePicture } from '../pictures/picture-source.js';

/**
 * Candidates that may fail before the search for an image's copies ends: with few images, and with more than
 * `MANY`.
 */
const MOST_FAILED = 5;
const MOST_FAILED_OF_MANY = 2;
const MANY = 5_000;

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

/** The first image with its pixels; equal ones are added to it. */
interface Kept extends DistinctImage {
  readonly equals: Kept[];
}

/**
 * Finds copies in time proportional to the number of images: codes of the lowest frequencies find
 * candidates, which are then aligned and compared.
 */
export class DuplicateSearch {
  readonly #source: PictureSource;
  readonly #matcher: PictureMatcher;
  /** One entry for each distinct content, by number. */
  readonly #distinct: Kept[] = [];
  readonly #byContent = new Map<string, Kept>();

  /** @param mostDifference see `copyDifference` in `qualitySettings`. */
  constructor(source: PictureSource, mostDifference: number) {
    this.#source = source;
    this.#matcher = new PictureMatcher((id) => {
      const kept = this.#distinct[id];
      if (!kept) throw new RangeError(`DuplicateSearch: there is no picture ${id}`);
      return source.read(kept.set, kept.index);
    }, mostDifference);
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
    this.#matcher.add(picture, isUniform);
  }

  /** The number of calls of `onImage` that `find` will make. */
  get total(): number {
    return this.#distinct.length;
  }

  /**
   * @param onImage called after each distinct image; what it throws ends the search.
   * @throws `signal.reason` if `signal` is aborted.
   */
  async find(onImage: () => void = () => undefined, signal?: AbortSignal): Promise<Duplicates> {
    const groups = new Groups(this.#distinct.length);
    const matches: Match[] = [];
    const compared = [...this.#matcher.compared()];
    const letOthersRun = pauser();
    const pause = async () => {
      await letOthersRun();
      signal?.throwIfAborted();
    };
    const index = new CodeIndex(compared.length);
    for (const [, gray] of compared) {
      for (const spectrum of spectraOf(gray, 1)) index.add(spectrum);
      await pause();
    }
    const mostFailed = compared.length > MANY ? MOST_FAILED_OF_MANY : MOST_FAILED;
    let capped = 0;
    for (const [at, [id, gray]] of compared.entries()) {
      await pause();
      onImage();
      const candidates = index.find(at, spectraOf(gray, windows.length));
      if (candidates.capped) capped++;
      // The candidates with the most similar codes come first.
      let failed = 0;
      for (const { id: place, orientation, window } of candidates.found) {
        const [other = id] = compared[place] ?? [];
        if (groups.rootOf(id) === groups.rootOf(other)) continue;
        if (!this.#matcher.mayBeAlike(id, other, orientation, window)) continue;
        if (failed >= mostFailed) break;
        const match = await this.#matcher.compare(id, other, [orientation], window);
        if (!match) {
          failed++;
          continue;
        }
        groups.join(id, other);
        matches.push(match);
      }
    }
    for (let at = compared.length; at < this.#distinct.length; at++) onImage();
    const [source, matcher, distinct] = [this.#source, this.#matcher, this.#distinct];
    const found = { source, matcher, distinct, groups, matches };
    return { ...(await describeGroups(found, pause)), capped };
  }
}
