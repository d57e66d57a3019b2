import type { Dataset } from '../dataset/dataset.js';
import { createImageSet } from './image-set.js';
import type { PackedFile } from './open-packed-file.js';

/** The data set in a packed file. */
export function datasetOf(packed: PackedFile): Dataset {
  const { about, trainLength, validationLength = 0, names } = packed.header;
  const testStart = trainLength + validationLength;
  return {
    ...about,
    ...(packed.streamed && { streamed: true }),
    train: createImageSet(packed, 0, trainLength),
    ...(validationLength > 0 && { validation: createImageSet(packed, trainLength, testStart) }),
    ...(testStart < names.length && { test: createImageSet(packed, testStart, names.length) }),
  };
}
