/** More would not fit into a short training, or into a phone. */
export const MOST_PICTURES = 2000;

/** The side of a picture in memory, in pixels. */
export const SIDE = 48;

/** A canvas of a square of pixels [S, S, 3]. */
export function canvasOf(pixels, side) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [side, side];
  const data = new ImageData(side, side);
  for (let at = 0; at < side * side; at++) {
    data.data.set(pixels.subarray(3 * at, 3 * at + 3), 4 * at);
    data.data[4 * at + 3] = 255;
  }
  canvas.getContext('2d').putImageData(data, 0, 0);
  return canvas;
}

/**
 * Reads picture files on this device: the middle square of each, upright, on white, reduced to a small one.
 * @param onProgress called with the number of files done.
 * @returns the pictures { pixels, side, names }, and the names of files that are none.
 */
export async function readPictures(files, onProgress) {
  const parts = [];
  const names = [];
  const unreadable = [];
  const taken = files.slice(0, MOST_PICTURES);
  for (const [at, file] of taken.entries()) {
    try {
      parts.push(await pixelsOf(file));
      names.push(file.name);
    } catch {
      unreadable.push(file.name);
    }
    onProgress?.(at + 1, taken.length);
  }
  const pixels = new Uint8Array(names.length * SIDE * SIDE * 3);
  parts.forEach((part, at) => pixels.set(part, at * part.length));
  return {
    pictures: { pixels, side: SIDE, names },
    unreadable,
    leftOut: files.length - taken.length,
  };
}

async function pixelsOf(file) {
  const bitmap = await createImageBitmap(file);
  const square = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - square) / 2, (bitmap.height - square) / 2];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [SIDE, SIDE];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = 'white';
  context.fillRect(0, 0, SIDE, SIDE);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, left, top, square, square, 0, 0, SIDE, SIDE);
  bitmap.close();
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from(
    { length: SIDE * SIDE * 3 },
    (_, at) => data[4 * Math.floor(at / 3) + (at % 3)],
  );
}

/** The files that were dropped, also those in folders. */
export async function droppedFiles({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.());
  if (!entries.some((entry) => entry?.isDirectory)) return [...files];
  const found = await Promise.all(entries.filter(Boolean).map(filesIn));
  return found.flat();
}

async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const files = [];
  // A reader gives some entries at a time, and at the end none.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return files;
    for (const one of some) files.push(...(await filesIn(one)));
  }
}
