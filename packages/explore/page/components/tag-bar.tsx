import {
  dialog,
  chosenImages,
  selection,
  shownAt,
  shownCount,
  summary,
  tags,
  trying,
} from '../state/store.js';
import { isSaving, redo, toggleTag, undo } from '../state/tagging.js';
import { TagForm, TagNames } from './tag-form.js';

/** Selects all images of the view. */
export function selectAll(): void {
  selection.value = new Set(Array.from({ length: shownCount.value }, (_, at) => shownAt(at)));
}

/** Gives the selected images a tag. */
export function TagBar() {
  const { canTag = false, isStatic = true } = summary.value ?? {};
  const chosen = selection.value.size;
  return (
    <section class="tag-bar" aria-label="Selected images">
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
        <TagForm place="bar" label="Tag for the selected images">
          <button type="button" onClick={() => trying(undo)} title="Undo (U or Ctrl+Z)">
            Undo
          </button>
          <button type="button" onClick={() => trying(redo)} title="Redo (Ctrl+Shift+Z)">
            Redo
          </button>
        </TagForm>
      )}
      <TagNames />
      {!isStatic && <button onClick={() => (dialog.value = 'export')}>Export…</button>}
      {isSaving.value && <span class="quiet">saving…</span>}
    </section>
  );
}

/** Gives the chosen images the tag of a number key, or takes it away. */
export function tagByNumber(number: number): void {
  const tag = [...tags.value.keys()][number - 1];
  if (tag === undefined) return;
  trying(() => toggleTag(chosenImages(), tag));
}
