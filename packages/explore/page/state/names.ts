import { signal } from '@preact/signals';

import { getJson } from './server.js';
import { summary } from './store.js';

const pages = new Map<number, readonly string[] | 'asked'>();
/** Changes when more names are there. */
const version = signal(0);

/** Fetches a page of names, once. */
async function fetchPage(page: number): Promise<readonly string[]> {
  const known = pages.get(page);
  if (known && known !== 'asked') return known;
  pages.set(page, 'asked');
  try {
    const names = await getJson<string[]>(`data/names/${page}.json`);
    pages.set(page, names);
    version.value++;
    return names;
  } catch (error) {
    pages.delete(page);
    throw error;
  }
}

/** The name of an image; empty until it has been fetched, and then whoever called this is drawn again. */
export function nameOf(image: number): string {
  const perPage = summary.value?.namesPerPage ?? 1000;
  const page = pages.get(Math.floor(image / perPage));
  if (page === undefined) fetchPage(Math.floor(image / perPage)).catch(() => undefined);
  if (page === undefined || page === 'asked') {
    void version.value;
    return '';
  }
  return page[image % perPage] ?? '';
}

/** Images whose name contains all words; for a page without a server. */
export async function searchNames(text: string): Promise<number[]> {
  const { count = 0, namesPerPage = 1000 } = summary.value ?? {};
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found: number[] = [];
  for (let start = 0; start < count; start += namesPerPage) {
    const names = await fetchPage(start / namesPerPage);
    names.forEach((name, at) => {
      if (words.every((word) => name.toLowerCase().includes(word))) found.push(start + at);
    });
  }
  return found;
}
