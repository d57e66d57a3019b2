import { resolve } from 'node:path';

import { readImage, webpOf, type ImageSet } from '@jssl/data';
import type { Neighbor } from '@jssl/eval';
import { neighborsPage, type PageImage, type PageNeighbor } from '@jssl/report';

import { MOST_EXPLORED, type Exploration, type ExploredNeighbors } from './explore-neighbors.js';
import type { NeighborQuery } from './neighbor-queries.js';
import { labelOf, type SearchedImages } from './searched-images.js';

/** Side of a picture that is drawn from an image file. */
const PICTURE_SIZE = 160;

/** Queries, and what was found for each. */
interface DrawnNeighbors {
  readonly queries: readonly NeighborQuery[];
  readonly bank: ImageSet;
  readonly explored: Exploration;
}

/** The HTML page of some neighbors. */
export async function drawNeighbors(
  path: string,
  searched: SearchedImages,
  { queries, bank, explored }: DrawnNeighbors,
): Promise<string> {
  const { data } = searched;
  const images: PageImage[] = [];
  /** The index on the page of an image of the bank, by its place there. */
  const drawn = new Map<number, number>();
  const asked = new Map(
    queries.flatMap(({ index, name }, at) => (index === undefined ? [] : [[name, at]])),
  );
  for (const query of queries) images.push(await queryImage(query, searched));
  const draw = async (place: number): Promise<number> => {
    const known = drawn.get(place) ?? asked.get(bank.name(place));
    if (known !== undefined) return known;
    images.push(await bankImage(bank, place, searched));
    drawn.set(place, images.length - 1);
    return images.length - 1;
  };
  const drawAll = async (neighbors: readonly Neighbor[]) => {
    const all: PageNeighbor[] = [];
    for (const { place, similarity } of neighbors)
      all.push({ image: await draw(place), similarity });
    return all;
  };
  const drawQuery = async (image: number, { encoder, pixels }: ExploredNeighbors) => ({
    image,
    encoder: await drawAll(encoder),
    ...(pixels && { pixels: await drawAll(pixels) }),
  });
  const shown = [];
  for (const [at, one] of explored.queries.entries()) shown.push(await drawQuery(at, one));
  const others = [];
  for (const [place, one] of explored.others) others.push(await drawQuery(await draw(place), one));
  return neighborsPage({
    title: `Nearest neighbors in ${data.name}`,
    about: `${bank.length.toLocaleString('en-US')} images are searched by the cosine of the features of ${path}: 1 is the most similar. ${aboutClick(explored, bank)}`,
    ...{ images, queries: shown, others },
  });
}

function aboutClick({ queries, others }: Exploration, { length }: ImageSet): string {
  if (others.size > 0) return 'Click a neighbor to see its own neighbors.';
  const most = MOST_EXPLORED.toLocaleString('en-US');
  if (queries.some(({ pixels }) => !pixels)) {
    return `Raw pixels are compared without an index, or in up to ${most} images.`;
  }
  return length > MOST_EXPLORED
    ? `In up to ${most} images, a click on a neighbor would show its own neighbors.`
    : '';
}

async function queryImage(query: NeighborQuery, searched: SearchedImages): Promise<PageImage> {
  const { name, file, index, pixels } = query;
  const label = index === undefined ? undefined : labelOf(searched.data, searched.all, index);
  const picture = await pictureOf(file, () => pixels, searched);
  return { name, ...(label !== undefined && { label }), picture };
}

async function bankImage(
  bank: ImageSet,
  place: number,
  searched: SearchedImages,
): Promise<PageImage> {
  const { data, source } = searched;
  const [name, label] = [bank.name(place), labelOf(data, bank, place)];
  const file = data.kind === 'folder' && source !== undefined ? resolve(source, name) : undefined;
  const picture = await pictureOf(file, () => bank.read([place]), searched);
  return { name, ...(label !== undefined && { label }), picture };
}

/** Uses the image's own file if it can still be read: it has more detail than the encoder's input. */
async function pictureOf(
  file: string | undefined,
  stored: () => Uint8Array,
  { data }: SearchedImages,
): Promise<string> {
  const square = { height: PICTURE_SIZE, width: PICTURE_SIZE };
  const own = file === undefined ? undefined : await readImage(file, square).catch(() => undefined);
  const webp = own ? await webpOf(own, square) : await webpOf(stored(), data);
  return `data:image/webp;base64,${Buffer.from(webp).toString('base64')}`;
}
