import { useRef } from 'preact/hooks';

import { findByName, findPicture } from '../state/searching.js';
import { dialog, isCut, part, summary, trying } from '../state/store.js';

let searchBox: HTMLInputElement | null = null;
/** Runs out when nothing has been typed for a moment. */
let typing: number | undefined;

/** Searches for what is typed, once. */
function search(delay: number): void {
  window.clearTimeout(typing);
  typing = window.setTimeout(() => {
    trying(() => findByName(searchBox?.value ?? ''));
  }, delay);
}

/** Lets the search be typed. */
export function focusSearch(): void {
  searchBox?.focus();
  searchBox?.select();
}

/** Title, search, and what is being done. */
export function Header() {
  const chooser = useRef<HTMLInputElement>(null);
  const { name = '', count = 0, encoder, isStatic = true, skippedCount = 0 } = summary.value ?? {};
  return (
    <header class="top">
      <div class="title">
        <h1>{name}</h1>
        <p class="quiet">
          {count.toLocaleString('en-US')} images by {encoder?.about}
          {skippedCount > 0 && (
            <>
              {' · '}
              <button class="link" onClick={() => (dialog.value = 'skipped')}>
                {skippedCount.toLocaleString('en-US')} skipped
              </button>
            </>
          )}
        </p>
      </div>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          search(0);
        }}
      >
        <input
          ref={(element) => {
            searchBox = element;
          }}
          type="search"
          placeholder="Search names (/)"
          aria-label="Search names"
          onInput={() => search(200)}
        />
        {!isStatic && (
          <>
            <button
              type="button"
              title="Search for a picture; you can also drop or paste one anywhere on this page"
              onClick={() => chooser.current?.click()}
            >
              By picture…
            </button>
            <input
              ref={chooser}
              type="file"
              accept="image/*"
              hidden
              aria-label="Picture to search for"
              onChange={({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                if (file) trying(() => findPicture(file));
                currentTarget.value = '';
              }}
            />
          </>
        )}
        <button type="button" aria-label="Keys and help" onClick={() => (dialog.value = 'help')}>
          ?
        </button>
      </form>
      <Background />
      {isCut.value && (
        <p class="cut" role="alert">
          The server does not answer: it was stopped, or this computer slept. Saved tags are not
          lost.
        </p>
      )}
      <nav class="parts" aria-label="Parts">
        {(['map', 'images', 'lists'] as const).map((one) => (
          <button key={one} aria-pressed={part.value === one} onClick={() => (part.value = one)}>
            {one === 'map' ? 'Map' : one === 'images' ? 'Images' : 'Lists and tags'}
          </button>
        ))}
      </nav>
    </header>
  );
}

/** Work that goes on in the background. */
function Background() {
  const { background } = summary.value ?? {};
  if (!background?.phase) return null;
  const { phase, done, total } = background;
  return (
    <p class="background">
      <progress max={total} value={done} aria-label={phase} />
      <span>
        {phase} {total > 1 && `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`}
      </span>
    </p>
  );
}
