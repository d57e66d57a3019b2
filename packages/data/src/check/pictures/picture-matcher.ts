import { comparePictures, type Comparison } from './compare-pictures.js';
import { orientations } from './orientation.js';
import { PictureCache } from './picture-cache.js';
import { CODE_SIDE, windows } from './picture-codes.js';
import type { SourcePicture } from './picture-source.js';
import { SIDE } from './prepared-picture.js';
import { roughCorrelation } from './rough-correlation.js';
import { stretch, stretchGray } from './stretch.js';

/** The most different block may differ by this many times the limit for the whole. */
const WORST_BLOCK = 2;
/** The limit is multiplied by this for crops, because their edges are chosen to fit. */
const OF_CROPPED = 0.7;
/**
 * A gray copy may differ by this much in brightness, in levels of 255; plain shapes of two colors differ more.
 */
const MOST_TONE_OF_GRAY = 12;
/** Pictures whose rough (nearest-pixel) correlation is lower are not compared further. */
const LEAST_ROUGH = 0.5;
/** Orientations to try for two pictures that are known to be copies. */
const LIKELY = 2;
/** If two pictures differ by less than this, the reverse direction is not compared. */
const CLEAR = 0.05;

/** Two pictures, by number; the second was made from the first. */
export interface Match {
  readonly from: number;
  readonly to: number;
  readonly comparison: Comparison;
}

/** Whether one match fits enough better than another to call a picture turned or cropped. */
const isClearlyBetter = (one: Comparison, other: Comparison | undefined) =>
  !other || one.residual < 0.7 * other.residual - 0.005;

/** [SIDE, SIDE, 3], or [SIDE, SIDE] without color. */
const smallOf = (picture: SourcePicture) =>
  (picture.channels === 1 ? stretchGray : stretch)(picture.pixels, picture, SIDE);

/** Compares pictures, numbered in the order in which they are added. */
export class PictureMatcher {
  readonly #mostDifference: number;
  /** Gray pictures [CODE_SIDE, CODE_SIDE] by number; undefined for those that are not compared. */
  readonly #grays: (Uint8Array | undefined)[] = [];
  readonly #cache: PictureCache;

  /**
   * @param read returns the picture with a number.
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
    // Decoding a file again is slower than reading the stored image.
    if (picture.isDecoded) {
      this.#cache.add(this.#grays.length - 1, smallOf(picture));
    }
  }

  /** The pictures to compare: their number and gray picture [CODE_SIDE, CODE_SIDE]. */
  *compared(): Generator<readonly [id: number, gray: Uint8Array]> {
    for (const [id, gray] of this.#grays.entries()) if (gray) yield [id, gray];
  }

  /** Whether two pictures are similar enough to prepare and compare them. */
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

  /** Which of two pictures is made from the other, and how; undefined if neither is. */
  async compareAnyhow(one: number, other: number): Promise<Match | undefined> {
    const there = await this.compare(one, other, this.#likelyTurns(one, other));
    if (there && there.comparison.residual < CLEAR) return there;
    const back = await this.compare(other, one, this.#likelyTurns(other, one));
    // Only the picture that shows more can be cropped to match the other.
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

  /** The orientations with the best rough correlation; the unchanged one comes first if it is among them. */
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
