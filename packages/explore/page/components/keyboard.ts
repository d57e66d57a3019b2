import { neighborsOf } from '../state/searching.js';
import {
  chosenImages,
  current,
  dialog,
  open,
  opened,
  part,
  selection,
  shownAt,
  shownCount,
  toggleSelected,
  trying,
} from '../state/store.js';
import { redo, undo } from '../state/tagging.js';
import { focusGrid, move } from './grid.js';
import { focusSearch } from './header.js';
import { showVisible } from './map-view.js';
import { selectAll, tagByNumber } from './tag-bar.js';
import { focusTag } from './tag-form.js';

/** Goes to another image of the view while one is shown large. */
function openNext(by: number): void {
  const next = current.value + by;
  if (next < 0 || next >= shownCount.value) return;
  current.value = next;
  opened.value = [shownAt(next)];
}

const actions: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
  '/': focusSearch,
  '?': () => (dialog.value = 'help'),
  a: selectAll,
  t: focusTag,
  u: () => {
    trying(undo);
  },
  v: showVisible,
  g: () => {
    part.value = 'images';
    focusGrid();
  },
  m: () => {
    part.value = 'map';
    document.querySelector<HTMLElement>('canvas[tabindex]')?.focus();
  },
  n: () => {
    const [image] = chosenImages();
    if (image === undefined) return;
    trying(async () => {
      const [nearest] = await neighborsOf(image);
      if (nearest) open(nearest.index);
    });
  },
  x: selectCurrent,
  ' ': selectCurrent,
  Enter: () => {
    if (opened.value.length === 0 && shownCount.value > 0) open(shownAt(current.value));
  },
  Escape: () => (selection.value = new Set()),
  ArrowLeft: ({ shiftKey }) => {
    step(-1, false, shiftKey);
  },
  ArrowRight: ({ shiftKey }) => {
    step(1, false, shiftKey);
  },
  ArrowUp: ({ shiftKey }) => {
    step(-1, true, shiftKey);
  },
  ArrowDown: ({ shiftKey }) => {
    step(1, true, shiftKey);
  },
  Home: () => {
    move(-Infinity);
  },
  End: () => {
    move(Infinity);
  },
};

function selectCurrent(): void {
  const image = opened.value.at(-1) ?? (shownCount.value > 0 ? shownAt(current.value) : undefined);
  if (image !== undefined) toggleSelected(image);
}

function step(by: number, rows: boolean, extend: boolean): void {
  if (opened.value.length > 0) openNext(by);
  else move(by, { rows, extend });
}

/** Whether keys mean something else where they are typed. */
function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Listens to the keys of the page. @returns a function that ends this. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event) || event.altKey || dialog.value !== 'none') return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      trying(event.shiftKey ? redo : undo);
      return;
    }
    if (command) return;
    const isButton = event.target instanceof HTMLElement && event.target.matches('button, summary');
    if (isButton && (event.key === ' ' || event.key === 'Enter')) return;
    // The dialog closes itself.
    if (event.key === 'Escape' && opened.value.length > 0) return;
    if (/^[1-9]$/.test(event.key)) {
      tagByNumber(Number(event.key));
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (!action) return;
    event.preventDefault();
    action(event);
  };
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('keydown', onKey);
  };
}
