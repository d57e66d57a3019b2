import type { Neighbor } from './page-types.js';
import { searchNames } from './names.js';
import { getJson, post } from './server.js';
import { dialog, everything, opened, show, summary } from './store.js';

/** Shows images whose name contains the words of a text. */
export async function findByName(text: string): Promise<void> {
  if (text.trim() === '') {
    show(everything);
    return;
  }
  const images = summary.value?.isStatic
    ? await searchNames(text)
    : (await getJson<{ images: number[] }>(`search?q=${encodeURIComponent(text)}`)).images;
  show({ title: `Names with “${text.trim()}”`, images, key: 'search' });
}

/** The neighbors of an image. */
export async function neighborsOf(image: number): Promise<readonly Neighbor[]> {
  return (await getJson<{ neighbors: Neighbor[] }>(`neighbors/${image}.json`)).neighbors;
}

/** Images with their similarity. */
export function showNeighbors(title: string, neighbors: readonly Neighbor[], key: string): void {
  const notes = neighbors.map(
    ({ index, similarity }) => [index, `similarity ${similarity.toFixed(3)}`] as const,
  );
  show({ title, images: neighbors.map(({ index }) => index), notes: new Map(notes), key });
}

/** Searches for a picture that was dropped, pasted or chosen. */
export async function findPicture(file: Blob): Promise<void> {
  if (summary.value?.isStatic) throw new Error('This copy of the page cannot search for pictures.');
  const { neighbors } = await post<{ neighbors: Neighbor[] }>('search-picture', file);
  [opened.value, dialog.value] = [[], 'none'];
  showNeighbors('Most similar to your picture', neighbors, 'picture');
}
