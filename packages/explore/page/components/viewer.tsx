import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { fieldOf, fieldNames, loadField } from '../state/fields.js';
import { nameOf } from '../state/names.js';
import type { Neighbor } from '../state/page-types.js';
import { neighborsOf, showNeighbors } from '../state/searching.js';
import {
  open,
  opened,
  selection,
  summary,
  tags,
  toggleSelected,
  trying,
  view,
} from '../state/store.js';
import { toggleTag } from '../state/tagging.js';
import { Message } from './message.js';
import { Picture } from './picture.js';
import { TagForm } from './tag-form.js';

/** An image, large, with its neighbors. */
export function Viewer() {
  const image = opened.value.at(-1);
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = image !== undefined;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={image === undefined ? 'Image' : nameOf(image)}
      onClose={() => (opened.value = [])}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      {image !== undefined && <Opened key={image} image={image} />}
      <Message over="viewer" />
    </dialog>
  );
}

function Opened({ image }: { readonly image: number }) {
  const neighbors = useSignal<readonly Neighbor[]>([]);
  const isGone = useSignal(false);
  useEffect(() => {
    trying(async () => {
      neighbors.value = await neighborsOf(image);
    });
    fieldNames.value.filter((name) => !fieldOf(name)).forEach(loadField);
  }, [image]);
  const name = nameOf(image);
  const note = view.value.notes?.get(image);
  const isSelected = selection.value.has(image);
  const { canTag = false } = summary.value ?? {};
  return (
    <div class="opened">
      <header>
        <h2>{name}</h2>
        <div class="buttons">
          {opened.value.length > 1 && (
            <button onClick={() => (opened.value = opened.value.slice(0, -1))}>Back</button>
          )}
          <button aria-pressed={isSelected} onClick={() => toggleSelected(image)}>
            {isSelected ? 'Selected' : 'Select'}
          </button>
          <button aria-label="Close" onClick={() => (opened.value = [])}>
            ✕
          </button>
        </div>
      </header>
      <div class="large">
        {isGone.value ? (
          <p>This image cannot be read: its file was removed or changed.</p>
        ) : (
          <img src={`images/${image}.webp`} alt={name} onError={() => (isGone.value = true)} />
        )}
      </div>
      <aside>
        {note !== undefined && <p>{note}</p>}
        <dl>
          {fieldNames.value.map((field) => {
            const loaded = fieldOf(field);
            const value = loaded?.values[loaded.codes[image] ?? -1];
            return (
              value !== undefined && (
                <div key={field}>
                  <dt>{field}</dt>
                  <dd>{value}</dd>
                </div>
              )
            );
          })}
        </dl>
        {canTag && <TagForm place="viewer" label="Tag for this image" />}
        {tags.value.size > 0 && (
          <div class="chips" role="group" aria-label="Tags of this image">
            {[...tags.value].map(([tag, images]) => (
              <button
                key={tag}
                aria-pressed={images.has(image)}
                disabled={!canTag}
                onClick={() => trying(() => toggleTag([image], tag))}
              >
                {tag}
              </button>
            ))}
          </div>
        )}
        <div class="row">
          <h3>Most similar</h3>
          <button
            onClick={() => {
              showNeighbors(`Most similar to ${name}`, neighbors.value, `near ${image}`);
              opened.value = [];
            }}
          >
            Show in the grid
          </button>
        </div>
        <ul class="neighbors">
          {neighbors.value.slice(0, 24).map(({ index, similarity }) => (
            <li key={index}>
              <button
                aria-label={`${nameOf(index)}, similarity ${similarity.toFixed(3)}`}
                title={nameOf(index)}
                onClick={() => open(index)}
              >
                <Picture image={index} />
                <small>{similarity.toFixed(3)}</small>
              </button>
            </li>
          ))}
        </ul>
      </aside>
    </div>
  );
}
