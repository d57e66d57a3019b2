import { useSignal } from '@preact/signals';

import {
  dialog,
  chosenImages,
  opened,
  selection,
  shownAt,
  shownCount,
  summary,
  tags,
  trying,
} from '../state/store.js';
import { isSaving, redo, tagImages, toggleTag, undo } from '../state/tagging.js';

let tagBox: HTMLInputElement | null = null;

/** Lets a tag be typed. */
export function focusTag(): void {
  tagBox?.focus();
}

/** Selects all images of the view. */
export function selectAll(): void {
  selection.value = new Set(Array.from({ length: shownCount.value }, (_, at) => shownAt(at)));
}

/** Gives the selected images a tag. */
export function TagBar() {
  const text = useSignal('');
  const { canTag = false, isStatic = true } = summary.value ?? {};
  const chosen = selection.value.size;
  const apply = () => {
    const tag = text.value.trim();
    if (tag === '') return;
    trying(async () => {
      await tagImages(chosenImages(), tag, 'tag');
      text.value = '';
    });
  };
  return (
    <div class="tag-bar" role="toolbar" aria-label="Selected images">
      <span class="count">
        {chosen === 0 ? 'None selected' : `${chosen.toLocaleString('en-US')} selected`}
      </span>
      <button onClick={selectAll} title="Select all shown images (A)">
        Select all
      </button>
      <button disabled={chosen === 0} onClick={() => (selection.value = new Set())}>
        Clear
      </button>
      {canTag && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            apply();
          }}
        >
          <input
            ref={(element) => {
              tagBox = element;
            }}
            list="tag-names"
            maxLength={60}
            placeholder="Tag (T)"
            aria-label="Tag for the selected images"
            value={text.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
            onKeyDown={({ key, currentTarget }) => {
              if (key === 'Escape') currentTarget.blur();
            }}
          />
          <datalist id="tag-names">
            {[...tags.value.keys()].map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
          <button>Tag</button>
          <button
            type="button"
            onClick={() => trying(() => tagImages(chosenImages(), text.value.trim(), 'untag'))}
            disabled={!tags.value.has(text.value.trim())}
          >
            Untag
          </button>
          <button type="button" onClick={() => trying(undo)} title="Undo (U or Ctrl+Z)">
            Undo
          </button>
          <button type="button" onClick={() => trying(redo)} title="Redo (Ctrl+Shift+Z)">
            Redo
          </button>
        </form>
      )}
      {!isStatic && <button onClick={() => (dialog.value = 'export')}>Export…</button>}
      {isSaving.value && <span class="quiet">saving…</span>}
    </div>
  );
}

/** Gives the chosen images the tag of a number key, or takes it away. */
export function tagByNumber(number: number): void {
  const tag = [...tags.value.keys()][number - 1];
  if (tag === undefined) return;
  const images = opened.value.length > 0 ? opened.value.slice(-1) : chosenImages();
  trying(() => toggleTag(images, tag));
}
