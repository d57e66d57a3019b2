import { GROUP, fieldNames, loadField } from './fields.js';
import { loadMap } from './map-points.js';
import type { Summary } from './page-types.js';
import { getJson } from './server.js';
import { colorBy, isCut, summary, trying } from './store.js';
import { refreshTags } from './tagging.js';

/** Takes a new summary, and fetches what has changed. */
function take(next: Summary): void {
  const before = summary.value;
  summary.value = next;
  if (next.map !== 'none' && next.map !== before?.map) loadMap();
  const groups = JSON.stringify(next.groups?.typical);
  if (next.groups && groups !== JSON.stringify(before?.groups?.typical)) loadField(GROUP);
  if (colorBy.value === undefined) {
    const [first = ''] = fieldNames.value.filter((name) => name === 'label' || name === GROUP);
    if (first !== '') {
      colorBy.value = first;
      if (first !== GROUP) loadField(first);
    }
  }
}

/** Fetches everything that the page begins with, and follows changes. */
export function connect(): void {
  trying(async () => {
    take(await getJson<Summary>('data/summary.json'));
    await refreshTags();
    if (summary.value?.isStatic) return;
    const events = new EventSource('events');
    events.addEventListener('summary', ({ data }: MessageEvent<string>) => {
      isCut.value = false;
      take(JSON.parse(data) as Summary);
    });
    events.addEventListener('tags', () => {
      trying(refreshTags);
    });
    events.addEventListener('open', () => {
      isCut.value = false;
    });
    events.addEventListener('error', () => {
      isCut.value = true;
    });
  });
}
