import type { SkippedFile, Split } from '../dataset/dataset.js';
import type { OpenedSource, SourceImage } from '../files/sources/image-source.js';
import { chooseSplits, inOrder } from '../sets/choose-splits.js';

/** Images whose pixels are in memory. */
export interface StoredImages {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes?: readonly string[];
  readonly images: readonly SourceImage[];
  readonly skipped: readonly SkippedFile[];
}

/** Opens images in memory as a source; test images are drawn with `seed` if there are none. */
export function openStored({ images, ...about }: StoredImages, seed: number): OpenedSource {
  const of = (split: Split) => images.filter((image) => image.split === split);
  const splits = chooseSplits(
    { train: of('train'), validation: of('validation'), test: of('test') },
    seed,
  );
  const ordered = inOrder(splits).map(({ item, split }) =>
    item.split === split ? item : { ...item, split },
  );
  const { testOrigin } = splits;
  return { ...about, total: images.length, images: ordered, ...(testOrigin && { testOrigin }) };
}
