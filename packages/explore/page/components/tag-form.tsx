import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

import { chosenImages, tags, trying } from '../state/store.js';
import { tagImages } from '../state/tagging.js';

/** Where a tag can be typed. */
type Place = 'bar' | 'viewer';

const boxes: Partial<Record<Place, HTMLInputElement | null>> = {};

/** Lets a tag be typed: for the image that is open, else for the selected ones. */
export function focusTag(): void {
  (boxes.viewer ?? boxes.bar)?.focus();
}

/** Gives the chosen images a tag, or takes it away. */
export function TagForm({
  place,
  label,
  children,
}: {
  readonly place: Place;
  readonly label: string;
  /** Further buttons. */
  readonly children?: ComponentChildren;
}) {
  const text = useSignal('');
  const tag = text.value.trim();
  const apply = (what: 'tag' | 'untag') => {
    if (tag === '') return;
    trying(async () => {
      await tagImages(chosenImages(), tag, what);
      text.value = '';
    });
  };
  return (
    <form
      class="tag-form"
      onSubmit={(event) => {
        event.preventDefault();
        apply('tag');
      }}
    >
      <input
        ref={(element) => {
          boxes[place] = element;
        }}
        list="tag-names"
        maxLength={60}
        placeholder="Tag (T)"
        aria-label={label}
        value={text.value}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape') currentTarget.blur();
        }}
      />
      <button>Tag</button>
      <button type="button" onClick={() => apply('untag')} disabled={!tags.value.has(tag)}>
        Untag
      </button>
      {children}
    </form>
  );
}

/** The tags that are suggested while one is typed. */
export function TagNames() {
  return (
    <datalist id="tag-names">
      {[...tags.value.keys()].map((tag) => (
        <option key={tag} value={tag} />
      ))}
    </datalist>
  );
}
