import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { Dataset, ImageSet } from '../../dataset/dataset.js';
import { decodeImage, measureImage, type ImageShape } from '../../pixels/decode-image.js';
import { readImageFile } from '../../pixels/read-image-file.js';

/** Image files are reduced to this shorter side, which is enough to detect blur. */
const DECODED_SIDE = 256;
/** Images whose longer side is more than this many times the shorter one are center-cropped. */
const LONGEST = 8;

/** A whole, uncropped image. */
export interface SourcePicture extends ImageShape {
  /** [H, W, C] */
  readonly pixels: Uint8Array;
  readonly channels: number;
  /** Whether the pixels come from the image's own file. */
  readonly isDecoded: boolean;
  /** H and W of the image file or of the stored image. */
  readonly size: ImageShape;
}

/** Reads the images of a data set for a check. */
export interface PictureSource {
  readonly read: (set: ImageSet, index: number) => Promise<SourcePicture>;
  /** A hash of an image's file; undefined if the image has no file of its own. */
  readonly fileHash: (set: ImageSet, index: number) => Promise<string | undefined>;
}

/**
 * A data set crops its images to one shape. If they are files in a folder, files of another size are decoded
 * again, so that whole images are compared.
 * @param folder that the names of the images are paths in.
 */
export function pictureSource(dataset: Dataset, folder?: string): PictureSource {
  const { height, width, channels } = dataset;
  const stored = (set: ImageSet, index: number): SourcePicture => {
    const size = { height, width };
    return { pixels: set.read([index]), height, width, channels, isDecoded: false, size };
  };
  if (folder === undefined) {
    return {
      read: (set, index) => Promise.resolve(stored(set, index)),
      fileHash: () => Promise.resolve(undefined),
    };
  }
  const decode = async (path: string): Promise<SourcePicture | undefined> => {
    const { size: bytes } = await stat(path);
    const file = await readImageFile(path, bytes);
    const size = await measureImage(file);
    if (size.height === height && size.width === width) return undefined;
    const shape = reducedShape(size);
    return { pixels: await decodeImage(file, shape), ...shape, channels: 3, isDecoded: true, size };
  };
  // Images that are as large as they are stored, and need no second look at their files.
  const asStored = new Map<ImageSet, Set<number>>();
  return {
    read: async (set, index) => {
      const known = asStored.get(set) ?? new Set();
      if (known.size === 0) asStored.set(set, known);
      if (known.has(index)) return stored(set, index);
      // If a file can no longer be read, its stored image is used.
      const decoded = await decode(join(folder, set.name(index))).catch(() => undefined);
      if (decoded) return decoded;
      known.add(index);
      return stored(set, index);
    },
    fileHash: (set, index) => hashFile(join(folder, set.name(index))).catch(() => undefined),
  };
}

function reducedShape({ height, width }: ImageShape): ImageShape {
  const factor = Math.min(1, DECODED_SIDE / Math.min(height, width));
  const most = DECODED_SIDE * LONGEST;
  const side = (pixels: number) => Math.min(most, Math.max(1, Math.round(pixels * factor)));
  return { height: side(height), width: side(width) };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64');
}
