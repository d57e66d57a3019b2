import { computed, signal } from '@preact/signals';

import { getBytes } from './server.js';
import { colorBy, summary, trying } from './store.js';

/** A field with the value of each image. */
export interface LoadedField {
  readonly name: string;
  readonly values: readonly string[];
  readonly isOrdered: boolean;
  /** [N]; −1 for none. */
  readonly codes: Int32Array;
  /** Images of each value. */
  readonly counts: readonly number[];
}

const loaded = signal<ReadonlyMap<string, LoadedField>>(new Map());

/** The field of the groups. */
export const GROUP = 'group';

/** The fields that images can be colored by. */
export const fieldNames = computed(() => {
  const { fields = [], groups } = summary.value ?? {};
  return [...fields.map(({ name }) => name), ...(groups ? [GROUP] : [])];
});

/** The field that images are colored by, once it is loaded. */
export const coloredField = computed(() => loaded.value.get(colorBy.value ?? ''));

/** Loads a field; that of the groups again after they have changed. */
export function loadField(name: string): void {
  const { fields = [], groups } = summary.value ?? {};
  const index = fields.findIndex((field) => field.name === name);
  const info = fields[index];
  const values = info?.values ?? groups?.sizes.map((_, at) => `group ${at + 1}`) ?? [];
  if (!info && name !== GROUP) return;
  trying(async () => {
    const bytes = await getBytes(info ? `data/fields/${index}.bin` : 'data/groups.bin');
    const codes = new Int32Array(bytes);
    const counts = values.map(() => 0);
    for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
    const field = { name, values, isOrdered: info?.isOrdered ?? false, codes, counts };
    loaded.value = new Map([...loaded.value, [name, field]]);
  });
}

/** A field that is loaded. */
export function fieldOf(name: string): LoadedField | undefined {
  return loaded.value.get(name);
}

/** The images with a value. */
export function imagesWith({ codes }: LoadedField, code: number): number[] {
  const images: number[] = [];
  codes.forEach((one, image) => {
    if (one === code) images.push(image);
  });
  return images;
}
