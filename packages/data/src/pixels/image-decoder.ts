import type { DatasetDescription } from '../dataset/dataset.js';
import { remediedNote, type RemediedNotes } from '../dataset/describe-note.js';
import { kindOfFile } from '../files/kinds/kind-of-file.js';
import { decodeImage } from './decode-image.js';
import { deepSamplesOf, type DeepSamples } from './samples/deep-samples.js';
import type { ImageShape } from '../dataset/image-shape.js';
import { addValuesOf } from './samples/read-samples.js';
import { UsedValues, type LoneValue, type MainRange } from './samples/used-values.js';
import { hasMorePages } from './tiff/tiff-tags.js';
import {
  scaleOf,
  type SampleType,
  type ValueRange,
  type ValueRanges,
} from '../dataset/value-range.js';

/** Part of the key of packed images: changes when the same files are decoded to other pixels. */
export const DECODER_VERSION = 4;

/** How values of more than 8 bits become 8 bits. */
export interface DeepOptions {
  /** The range of all images of more than 8 bits. */
  readonly valueRange?: ValueRange | undefined;
  /** The range of the images of each type, as of the data set that an encoder was trained on. */
  readonly valueRanges?: ValueRanges | undefined;
}

/** Reads the training images, or the other ones; undefined for an image that can't be read. */
type ReadImages = (part: 'train' | 'rest') => AsyncIterable<Uint8Array | undefined>;

const typeNames: Readonly<Record<SampleType, string>> = {
  uint8: '8-bit',
  int8: 'signed 8-bit',
  uint16: '16-bit',
  int16: 'signed 16-bit',
  uint32: '32-bit',
  int32: 'signed 32-bit',
  uint64: '64-bit',
  int64: 'signed 64-bit',
  float16: '16-bit floating-point',
  float32: '32-bit floating-point',
  float64: '64-bit floating-point',
};

const shown = (value: number) => String(Number(value.toPrecision(6)));
/** A share of at most some per mille. */
const shareOf = (share: number) =>
  share < 1e-5 ? 'less than 0.001 %' : `${Number((100 * share).toPrecision(1))} %`;
const count = (number: number, one: string, many: string) =>
  number === 1 ? `1 ${one}` : `${number} ${many}`;

/**
 * Decodes the images of one source alike: those of more than 8 bits are scaled by the same range, so that they
 * stay comparable. The range is the given one, else the one that the training images state or use. They are
 * read once for it, when the first such image is decoded.
 */
export class ImageDecoder {
  readonly #options: DeepOptions;
  readonly #read: ReadImages;
  #train: Promise<ValueRanges> | undefined;
  #rest: Promise<ValueRanges> | undefined;
  readonly #used = new Map<
    SampleType,
    { readonly range: ValueRange; images: number; origin: string }
  >();
  /** Values far from all others, by type. */
  readonly #lone = new Map<SampleType, LoneValue>();
  /** The range of nearly all values, where few others stretch it far, by type. */
  readonly #main = new Map<SampleType, MainRange>();
  #unknown = 0;
  /** The values that marked missing pixels. */
  readonly #marks = new Set<number>();
  #paged = 0;

  constructor(options: DeepOptions, read: ReadImages) {
    this.#options = options;
    this.#read = read;
  }

  /** Decodes an image (`decodeImage`). */
  async decode(bytes: Uint8Array, shape: ImageShape): Promise<Uint8Array> {
    const pixels = await decodeImage(bytes, shape, {
      rangeOf: (samples, image) => this.#rangeOf(samples, image),
      onUnknown: (values) => {
        this.#unknown++;
        for (const value of values) if (Number.isFinite(value)) this.#marks.add(value);
      },
    });
    if (kindOfFile(bytes) === 'tiff' && hasMorePages(bytes)) this.#paged++;
    return pixels;
  }

  /** What was done to the images so far: the range of each type seen, and notes. */
  account(): Pick<DatasetDescription, 'notes' | 'noteRemedies' | 'valueRanges'> {
    const doubts = this.#doubts();
    const notes = [...this.#notes(), ...doubts.flatMap((doubt) => doubt.notes)];
    const ranges = [...this.#used].flatMap(([type, { range }]) =>
      type === 'uint8' ? [] : [[type, range] as const],
    );
    const valueRanges: ValueRanges = Object.fromEntries(ranges);
    return {
      ...(ranges.length > 0 && { valueRanges }),
      ...(notes.length > 0 && { notes }),
      ...(doubts.length > 0 && {
        noteRemedies: Object.fromEntries(
          doubts.flatMap(({ noteRemedies }) => Object.entries(noteRemedies)),
        ),
      }),
    };
  }

  #notes(): string[] {
    const scaled = [...this.#used].flatMap(([type, { range, images, origin }]) =>
      origin === 'full'
        ? []
        : `${count(images, 'image', 'images')} of ${typeNames[type]} values: ${shown(range[0])} became ` +
          `black and ${shown(range[1])} white, ${origin}`,
    );
    const marks = [...this.#marks].map(shown).toSorted().join(', ');
    return [
      ...scaled,
      ...(this.#unknown > 0
        ? [
            `${count(this.#unknown, 'image has', 'images have')} missing or invalid values` +
              `${marks === '' ? '' : ` (${marks})`}; they became black`,
          ]
        : []),
      ...(this.#paged > 0
        ? [
            `${count(this.#paged, 'TIFF file has', 'TIFF files have')} several pages; the first was used`,
          ]
        : []),
    ];
  }

  /** Values that stretch the range of a type far: whether they mark missing pixels, or are faults. */
  #doubts(): RemediedNotes[] {
    const levelsOf = (type: SampleType, [low, high]: ValueRange) => {
      const used = this.#used.get(type);
      return used && Math.round((255 * (high - low)) / (used.range[1] - used.range[0])) + 1;
    };
    const lone = [...this.#lone].flatMap(([type, { value, others }]) => {
      const levels = levelsOf(type, others);
      if (levels === undefined) return [];
      return remediedNote(
        `${shown(value)} is far from all other ${typeNames[type]} values (${shown(others[0])} to ` +
          `${shown(others[1])}), which became ${levels} of 256 gray levels`,
        `if it marks missing pixels, pass ${shown(others[0])},${shown(others[1])} as {valueRange}`,
      );
    });
    const main = [...this.#main].flatMap(([type, { range, outside }]) => {
      const levels = levelsOf(type, range);
      if (levels === undefined) return [];
      const [low, high] = type.startsWith('float')
        ? range
        : [Math.ceil(range[0]), Math.max(Math.ceil(range[0]) + 1, Math.floor(range[1]))];
      return remediedNote(
        `${shareOf(outside)} of the ${typeNames[type]} values are outside ${shown(low)} to ` +
          `${shown(high)}; because of them all others became ${levels} of 256 gray levels`,
        `to use all levels for the others, pass ${shown(low)},${shown(high)} as {valueRange}`,
      );
    });
    return [...lone, ...main];
  }

  async #rangeOf(samples: DeepSamples, bytes: Uint8Array): Promise<ValueRange> {
    const { type } = samples;
    const { range, origin } = await this.#chooseRange(samples, bytes);
    const used = this.#used.get(type);
    if (used) used.images++;
    else this.#used.set(type, { range, images: 1, origin });
    return range;
  }

  async #chooseRange(samples: DeepSamples, bytes: Uint8Array) {
    const { type } = samples;
    const { valueRange, valueRanges } = this.#options;
    if (type === 'uint8') return { range: [0, 255] as const, origin: 'full' };
    if (valueRange) return { range: valueRange, origin: 'the range given' };
    const recorded = valueRanges?.[type];
    if (recorded) return { range: recorded, origin: 'the range of the training images' };
    this.#train ??= this.#scan('train');
    let own = (await this.#train)[type];
    if (!own) own = (await (this.#rest ??= this.#scan('rest')))[type];
    if (!own) {
      const used = new UsedValues();
      await addValuesOf(bytes, samples, used);
      own = used.range() ?? [0, 1];
    }
    const range = scaleOf(type, own);
    const isFull = type === 'uint16' && range[0] === 0 && range[1] === 65535;
    return { range, origin: isFull ? 'full' : 'the range of the training images' };
  }

  async #scan(part: 'train' | 'rest'): Promise<ValueRanges> {
    const found = new Map<SampleType, UsedValues>();
    for await (const bytes of this.#read(part)) {
      const samples = bytes && deepSamplesOf(bytes);
      if (!samples) continue;
      const used = found.get(samples.type) ?? new UsedValues();
      found.set(samples.type, used);
      await addValuesOf(bytes, samples, used).catch(() => undefined);
    }
    return Object.fromEntries(
      [...found].flatMap(([type, used]) => {
        const range = used.range();
        const lone = used.loneValue();
        const main = used.mainRange();
        if (lone) this.#lone.set(type, lone);
        else if (main) this.#main.set(type, main);
        return range ? [[type, range]] : [];
      }),
    );
  }
}
