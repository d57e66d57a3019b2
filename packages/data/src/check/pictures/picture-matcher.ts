import { comparePictures, type Comparison } from './compare-pictures.js';
import { orientations } from './orientation.js';
import { PictureCache } from './picture-cache.js';
import { CODE_SIDE, windows } from './picture-codes.js';
import type { SourcePicture } from './picture-source.js';
import { SIDE } from './prepared-picture.js';
import { roughCorrelation } from './rough-correlation.js';
import { stretch, stretchGray } from './stretch.js';

/** The block that differs most may differ by this many times as much as the whole. */
const WORST_BLOCK = 2;
/** A cropped copy may differ by this share of what others may, since its edges are chosen to fit. */
const OF_CROPPED = 0.7;
/** A copy without color has the same brightness, in levels of 255; shapes of two plain colors do not. */
const MOST_TONE_OF_GRAY = 12;
/** Pictures with a lower correlation, read at the nearest pixels, are not compared further. */
const LEAST_ROUGH = 0.5;
/** Orientations that are tried when two pictures are known to be copies. */
const LIKELY = 2;
/** Two pictures that differ by less are not compared the other way around. */
const CLEAR = 0.05;

/** Two pictures, by number, of which the second is made from the first. */
export interface Match {
  readonly from: number;
  readonly to: number;
  readonly comparison: Comparison;
}

/** Whether one way to make a copy fits so much better that a picture is called turned or cropped for it. */
const isClearlyBetter = (one: Comparison, other: Comparison | undefined) =>
  !other || one.residual < 0.7 * other.residual - 0.005;

/** [SIDE, SIDE, 3], or [SIDE, SIDE] without color. */
const smallOf = (picture: SourcePicture) =>
  (picture.channels === 1 ? stretchGray : stretch)(picture.pixels, picture, SIDE);

/** Compares pictures, which are numbered in the order in which they are added. */
export class PictureMatcher {
  readonly #mostDifference: number;
  /** Gray pictures [CODE_SIDE, CODE_SIDE] by number; undefined for those that are not compared. */
  readonly #grays: (Uint8Array | undefined)[] = [];
  readonly #cache: PictureCache;

  /**
   * @param read the picture of a number.
   * @param mostDifference see `copyDifference` in `qualitySettings`; 0 compares no pictures.
   */
  constructor(read: (id: number) => Promise<SourcePicture>, mostDifference: number) {
    this.#mostDifference = mostDifference;
    this.#cache = new PictureCache(async (id) => {
      return smallOf(await read(id));
    });
  }

  /** @param isUniform uniform images are not compared. */
  add(picture: SourcePicture, isUniform: boolean): void {
    if (isUniform || this.#mostDifference === 0) {
      this.#grays.push(undefined);
      return;
    }
    this.#grays.push(stretchGray(picture.pixels, picture, CODE_SIDE));
    // Decoding a file again takes longer than reading what the data set stores.
    if (picture.isDecoded) {
      this.#cache.add(this.#grays.length - 1, smallOf(picture));
    }
  }

  /** The pictures that are compared: number, and gray picture [CODE_SIDE, CODE_SIDE]. */
  *compared(): Generator<readonly [id: number, gray: Uint8Array]> {
    for (const [id, gray] of this.#grays.entries()) if (gray) yield [id, gray];
  }

  /** Whether it is worth preparing two pictures to compare them. */
  mayBeAlike(from: number, to: number, orientation: number, window: number): boolean {
    return this.#roughly(from, to, orientation, window) >= LEAST_ROUGH;
  }

  /**
   * How one picture is made from another; undefined if it is not a copy.
   * @param turned the orientations to try.
   */
  async compare(
    from: number,
    to: number,
    turned: readonly number[],
    window = 0,
  ): Promise<Match | undefined> {
    const [one, other] = [await this.#cache.get(from), await this.#cache.get(to)];
    let best: Comparison | undefined;
    for (const orientation of turned) {
      const comparison = comparePictures(one, other, {
        ...{ orientation, start: windows[window] },
        mostDifference: this.#mostDifference,
      });
      if (!comparison || !this.#isCopy(comparison)) continue;
      // A symmetric picture is not called turned.
      if (isClearlyBetter(comparison, best)) best = comparison;
    }
    return best && { from, to, comparison: best };
  }

  /** How two pictures of which nothing else is known are made from each other, if they are copies. */
  async compareAnyhow(one: number, other: number): Promise<Match | undefined> {
    const there = await this.compare(one, other, this.#likelyTurns(one, other));
    if (there && there.comparison.residual < CLEAR) return there;
    const back = await this.compare(other, one, this.#likelyTurns(other, one));
    // A crop can only be aligned with the picture that shows more.
    return back && isClearlyBetter(back.comparison, there?.comparison) ? back : there;
  }

  #isCopy({ residual, worst, tone, gray, window }: Comparison): boolean {
    const isCropped = Math.min(window.right - window.left, window.bottom - window.top) < 1;
    const most = this.#mostDifference * (isCropped ? OF_CROPPED : 1);
    return residual <= most && worst <= WORST_BLOCK * most && !(gray && tone > MOST_TONE_OF_GRAY);
  }

  #roughly(from: number, to: number, orientation: number, window: number): number {
    const [one, other, part] = [this.#grays[from], this.#grays[to], windows[window]];
    return one && other && part ? roughCorrelation(one, other, orientation, part) : 0;
  }

  /** The orientations that fit best at first sight, the unchanged one first when it does. */
  #likelyTurns(from: number, to: number): number[] {
    return [...orientations.keys()]
      .map((turn) => [turn, this.#roughly(from, to, turn, 0)] as const)
      .filter(([, value]) => value >= LEAST_ROUGH)
      .sort(([first, value], [second, better]) => better - value || first - second)
      .slice(0, LIKELY)
      .map(([turn]) => turn)
      .sort((first, second) => first - second);
  }
}
