import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { post } from '../state/server.js';
import {
  dialog,
  say,
  selection,
  shownAt,
  shownCount,
  summary,
  tags,
  trying,
} from '../state/store.js';
import { Message } from './message.js';

/** A dialog over the page. */
function Dialog({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current?.showModal(), []);
  return (
    <dialog ref={element} aria-label={title} onClose={() => (dialog.value = 'none')}>
      <header class="row">
        <h2>{title}</h2>
        <button aria-label="Close" onClick={() => element.current?.close()}>
          ✕
        </button>
      </header>
      {children}
      <Message over="dialog" />
    </dialog>
  );
}

/** The dialog that is open. */
export function Dialogs() {
  if (dialog.value === 'help') return <Help />;
  if (dialog.value === 'export') return <Export />;
  if (dialog.value === 'skipped') return <Skipped />;
  return null;
}

const keys: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'search names'],
  ['arrows', 'move in the grid; with Shift, select; on the map, move it'],
  ['Home and End', 'go to the first or the last image'],
  ['Space or X', 'select the image'],
  ['Enter', 'open the image; there, arrows go on'],
  ['N', 'open the most similar image'],
  ['A', 'select all shown images'],
  ['Escape', 'close, or clear the selection'],
  ['T', 'type a tag for the selected images, or the current one'],
  ['1 to 9', 'give them a tag, or take it away'],
  ['U or Ctrl+Z', 'undo; Ctrl+Shift+Z: redo'],
  ['M and G', 'go to the map or the grid'],
  ['+ − 0', 'zoom the map, reset it'],
  ['V', 'show the images that can be seen on the map'],
  ['Shift and drag', 'draw a lasso around images on the map'],
];

function Help() {
  const { tagsFile = '', isStatic } = summary.value ?? {};
  return (
    <Dialog title="Keys and help">
      <dl class="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>Drop or paste a picture anywhere to find images like it.</p>
      {!isStatic && (
        <p class="quiet">
          Tags are in {tagsFile}; your images are never changed, and nothing leaves this computer.
        </p>
      )}
    </Dialog>
  );
}

function Skipped() {
  const { skipped = [], skippedCount = 0 } = summary.value ?? {};
  return (
    <Dialog title="Skipped images">
      <ul class="skipped">
        {skipped.map(({ path, reason }) => (
          <li key={path}>
            <bdi>{path}</bdi>: <bdi class="quiet">{reason}</bdi>
          </li>
        ))}
      </ul>
      {skippedCount > skipped.length && <p>and {skippedCount - skipped.length} more</p>}
    </Dialog>
  );
}

interface SentText {
  readonly file: string;
  readonly text: string;
  readonly about: string;
}

const kinds: readonly (readonly [kind: string, title: string, ofTags: boolean])[] = [
  ['names', 'List of names', false],
  ['csv', 'Table (CSV) with fields and tags', false],
  ['labels', 'Labels to train with', true],
  ['copy', 'Script that copies files into folders', true],
  ['move', 'Script that moves files into folders', true],
];

function Export() {
  const kind = useSignal('csv');
  const chosenTags = useSignal<ReadonlySet<string>>(new Set(tags.value.keys()));
  const made = useSignal<SentText | undefined>(undefined);
  const ofTags = kinds.find(([name]) => name === kind.value)?.[2] ?? false;
  const { hasFiles = false } = summary.value ?? {};
  const ofSelected = selection.value.size > 0;
  const make = () => {
    trying(async () => {
      const images = ofTags
        ? []
        : ofSelected
          ? [...selection.value]
          : Array.from({ length: shownCount.value }, (_, at) => shownAt(at));
      const request = { kind: kind.value, images, tags: [...chosenTags.value] };
      made.value = await post<SentText>('texts', request);
    });
  };
  return (
    <Dialog title="Export">
      <fieldset>
        <legend>What</legend>
        {kinds
          .filter(([name]) => hasFiles || (name !== 'copy' && name !== 'move'))
          .map(([name, title, needsTags]) => (
            <label key={name} class="option">
              <input
                type="radio"
                name="kind"
                checked={kind.value === name}
                disabled={needsTags && tags.value.size === 0}
                onChange={() => {
                  kind.value = name;
                  made.value = undefined;
                }}
              />
              {title}
            </label>
          ))}
      </fieldset>
      {ofTags ? (
        <fieldset>
          <legend>Tags, one for each class or folder</legend>
          {[...tags.value].map(([tag, images]) => (
            <label key={tag} class="option">
              <input
                type="checkbox"
                checked={chosenTags.value.has(tag)}
                onChange={() => {
                  const next = new Set(chosenTags.value);
                  if (!next.delete(tag)) next.add(tag);
                  chosenTags.value = next;
                  made.value = undefined;
                }}
              />
              {tag} <small>{images.size}</small>
            </label>
          ))}
        </fieldset>
      ) : (
        <p class="quiet">
          Of the{' '}
          {ofSelected
            ? `${selection.value.size} selected images`
            : `${shownCount.value} images in the grid`}
          .
        </p>
      )}
      <button onClick={make}>Show it</button>
      {made.value && <Made {...made.value} />}
    </Dialog>
  );
}

/** A text, to be read before it is saved. */
function Made({ file, text, about }: SentText) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    [link.href, link.download] = [address, file];
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  const copy = () => {
    trying(async () => {
      await navigator.clipboard.writeText(text);
      say('Copied.');
    });
  };
  return (
    <>
      <p>{about}</p>
      <textarea readOnly rows={10} aria-label={file} value={text.slice(0, 200_000)} />
      <div class="buttons">
        <button onClick={save}>Save {file}</button>
        <button onClick={copy}>Copy</button>
      </div>
    </>
  );
}
