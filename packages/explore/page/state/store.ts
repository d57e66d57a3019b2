import { computed, signal } from '@preact/signals';

import type { Summary, View } from './page-types.js';

export const summary = signal<Summary | undefined>(undefined);
/** The images of each tag, in order of the tags. */
export const tags = signal<ReadonlyMap<string, ReadonlySet<number>>>(new Map());

export const everything: View = { title: 'All images', images: undefined, key: 'all' };
/** What the grid shows; the map shows other images in gray. */
export const view = signal<View>(everything);
/** The number of images in the view. */
export const shownCount = computed(() => view.value.images?.length ?? summary.value?.count ?? 0);

/** The image at a position of the view. */
export function shownAt(position: number): number {
  const { images } = view.value;
  return images ? (images[position] ?? -1) : position;
}

export const selection = signal<ReadonlySet<number>>(new Set());
/** The position in the grid that keys refer to. */
export const current = signal(0);
/** Images opened one after the other; the last one is shown large. */
export const opened = signal<readonly number[]>([]);
/** The image under the pointer on the map. */
export const hovered = signal<number | undefined>(undefined);
/** The name of the field that images are colored by; '' for none, and undefined until one is there. */
export const colorBy = signal<string | undefined>(undefined);
/** Which part a narrow window shows. */
export const part = signal<'map' | 'images' | 'lists'>('map');
/** Which dialog is open. */
export const dialog = signal<'none' | 'help' | 'export' | 'skipped'>('none');
/** The last message, such as an error. */
export const message = signal<{ readonly text: string; readonly isError: boolean } | undefined>(
  undefined,
);
/** Whether the connection to the server is lost. */
export const isCut = signal(false);

let timer: number | undefined;

/** Shows a message for some seconds. */
export function say(text: string, { isError = false } = {}): void {
  message.value = { text, isError };
  window.clearTimeout(timer);
  timer = window.setTimeout(() => (message.value = undefined), isError ? 12_000 : 5_000);
}

/** Runs something, and shows its error. */
export function trying(work: () => Promise<unknown>): void {
  work().catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error), { isError: true });
  });
}

/** Shows other images in the grid, from the first. */
export function show(next: View): void {
  view.value = next;
  current.value = 0;
}

/** Opens an image large. */
export function open(image: number): void {
  if (image >= 0) opened.value = [...opened.value, image];
}

/** Images that an action is about: the selected ones, else the one that is open, else the current one. */
export function chosenImages(): number[] {
  const shown = opened.value.at(-1);
  if (shown !== undefined) return [shown];
  if (selection.value.size > 0) return [...selection.value];
  const image = shownCount.value > 0 ? shownAt(current.value) : -1;
  return image < 0 ? [] : [image];
}

/** Selects an image, or no longer. */
export function toggleSelected(image: number): void {
  const next = new Set(selection.value);
  if (!next.delete(image)) next.add(image);
  selection.value = next;
}
