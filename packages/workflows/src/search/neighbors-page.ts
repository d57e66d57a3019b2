import { resolve } from 'node:path';

import { pngOf, readImage, type ImageSet } from '@jssl/data';
import type { Neighbor } from '@jssl/eval';
import { neighborsPage } from '@jssl/report';

import type { NeighborQuery } from './neighbor-queries.js';
import { labelOf, type SearchedImages } from './searched-images.js';

/** Side of a picture that is drawn from an image file. */
const PICTURE_SIZE = 160;

/** Queries, and what was found for each. */
interface DrawnNeighbors {
  readonly queries: readonly NeighborQuery[];
  readonly bank: ImageSet;
  readonly found: readonly (readonly Neighbor[])[];
}

/** The HTML page of some neighbors. */
export async function drawNeighbors(
  path: string,
  { data, source }: SearchedImages,
  { queries, bank, found }: DrawnNeighbors,
): Promise<string> {
  const square = { height: PICTURE_SIZE, width: PICTURE_SIZE };
  /** Uses the image's own file if it can still be read: it has more detail than the encoder's input. */
  const pictureOf = async (file: string | undefined, stored: () => Uint8Array) => {
    const own =
      file === undefined ? undefined : await readImage(file, square).catch(() => undefined);
    const png = own ? await pngOf(own, square) : await pngOf(stored(), data);
    return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  };
  const fileOf = (name: string) =>
    data.kind === 'folder' && source !== undefined ? resolve(source, name) : undefined;
  const draw = async ({ place, similarity }: Neighbor) => {
    const [name, label] = [bank.name(place), labelOf(data, bank, place)];
    const picture = await pictureOf(fileOf(name), () => bank.read([place]));
    return { name, ...(label !== undefined && { label }), similarity, picture };
  };
  return neighborsPage({
    title: `Nearest neighbors in ${data.name}`,
    about: `By the cosine of the features of ${path}: 1 is the most similar.`,
    queries: await Promise.all(
      queries.map(async ({ name, file, pixels }, at) => ({
        name,
        picture: await pictureOf(file, () => pixels),
        neighbors: await Promise.all((found[at] ?? []).map(draw)),
      })),
    ),
  });
}
