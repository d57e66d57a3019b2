import { signal } from '@preact/signals';
import KDBush from 'kdbush';

import { getBytes } from './server.js';
import { trying } from './store.js';

/** The places of images, from −1 to 1. */
export interface MapPoints {
  /** [N, 2] */
  readonly places: Float32Array;
  /** For what is near a place. */
  readonly tree: () => KDBush;
}

export const mapPoints = signal<MapPoints | undefined>(undefined);

/** Fetches the map. */
export function loadMap(): void {
  trying(async () => {
    const places = new Float32Array(await getBytes('data/map.bin'));
    let tree: KDBush | undefined;
    mapPoints.value = { places, tree: () => (tree ??= treeOf(places)) };
  });
}

function treeOf(places: Float32Array): KDBush {
  const tree = new KDBush(places.length / 2, 64, Float32Array);
  for (let at = 0; at < places.length; at += 2) tree.add(places[at] ?? 0, places[at + 1] ?? 0);
  return tree.finish();
}
