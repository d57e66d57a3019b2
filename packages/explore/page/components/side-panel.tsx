import { useSignal } from '@preact/signals';

import { GROUP, fieldOf, imagesWith, loadField } from '../state/fields.js';
import { getJson, post } from '../state/server.js';
import {
  dialog,
  everything,
  selection,
  show,
  summary,
  tags,
  trying,
  view,
} from '../state/store.js';
import { Picture } from './picture.js';

/** A list as the server sends it. */
interface SentList {
  readonly about: string;
  readonly entries: readonly {
    readonly index: number;
    readonly reason: string;
    readonly other?: number;
  }[];
}

/** Groups, lists and tags. */
export function SidePanel() {
  return (
    <section class="side" aria-label="Lists and tags">
      <Advice />
      <section>
        <ul class="choices">
          <Choice
            title="All images"
            count={summary.value?.count ?? 0}
            isShown={view.value.key === 'all'}
            onChoose={() => show(everything)}
          />
          <Choice
            title="Selected"
            count={selection.value.size}
            isShown={view.value.key === 'selected'}
            onChoose={() =>
              show({ title: 'Selected', images: [...selection.value], key: 'selected' })
            }
          />
        </ul>
      </section>
      <Tags />
      <Lists />
      <Groups />
    </section>
  );
}

/** What would find more. */
function Advice() {
  const { advice } = summary.value?.encoder ?? {};
  return advice === undefined ? null : (
    <details class="advice">
      <summary>Compared by raw pixels: what is better?</summary>
      <p>{advice}</p>
    </details>
  );
}

function Choice({
  title,
  count,
  isShown,
  onChoose,
  hint,
}: {
  readonly title: string;
  readonly count: number;
  readonly isShown: boolean;
  readonly onChoose: () => void;
  readonly hint?: string;
}) {
  return (
    <li>
      <button aria-pressed={isShown} disabled={count === 0} onClick={onChoose}>
        <span>{title}</span>
        {hint !== undefined && <kbd>{hint}</kbd>}
        <small>{count.toLocaleString('en-US')}</small>
      </button>
    </li>
  );
}

/** Shows a list of the server. */
async function showList(at: number, title: string): Promise<void> {
  const { about, entries } = await getJson<SentList>(`data/lists/${at}.json`);
  const notes = new Map(entries.map(({ index, reason }) => [index, reason]));
  const others = new Map(
    entries.flatMap(({ index, other }) => (other === undefined ? [] : [[index, other] as const])),
  );
  show({
    title,
    about,
    images: entries.map(({ index }) => index),
    notes,
    others,
    key: `list ${at}`,
  });
}

function Lists() {
  const { lists = [], check, isStatic, background } = summary.value ?? {};
  return (
    <section aria-labelledby="lists-title">
      <h2 id="lists-title">Worth a look</h2>
      <ul class="choices">
        {lists.map(({ name, count }, at) => {
          const title = name.charAt(0).toUpperCase() + name.slice(1);
          return (
            <Choice
              key={name}
              title={title}
              count={count}
              isShown={view.value.key === `list ${at}`}
              onChoose={() => trying(() => showList(at, title))}
            />
          );
        })}
      </ul>
      {lists.length === 0 && <p class="quiet">{background?.phase ?? 'None yet'} …</p>}
      {check === 'none' && lists.length > 0 && !isStatic && (
        <button onClick={() => trying(() => post('check', {}))}>
          Find copies, dark and blurred images
        </button>
      )}
    </section>
  );
}

function Groups() {
  const { groups, isStatic } = summary.value ?? {};
  const asked = useSignal<number | undefined>(undefined);
  if (!groups) return null;
  const count = asked.value ?? groups.sizes.length;
  const showGroup = (code: number) => {
    const field = fieldOf(GROUP);
    if (!field) loadField(GROUP);
    else {
      const title = field.values[code] ?? '';
      show({ title, images: imagesWith(field, code), key: `${GROUP} ${title}` });
    }
  };
  return (
    <section aria-labelledby="groups-title">
      <div class="row">
        <h2 id="groups-title">Groups</h2>
        {!isStatic && (
          <label>
            Number{' '}
            <input
              type="number"
              min="1"
              max="200"
              value={count}
              onChange={({ currentTarget }) => {
                asked.value = Number(currentTarget.value);
                trying(() => post('groups', { count: asked.value }));
              }}
            />
          </label>
        )}
      </div>
      <ul class="groups">
        {groups.typical.map((typical, code) => (
          <li key={typical.join()}>
            <button
              aria-pressed={view.value.key === `${GROUP} group ${code + 1}`}
              aria-label={`Group ${code + 1}, ${groups.sizes[code] ?? 0} images`}
              onClick={() => showGroup(code)}
            >
              <span class="typical">
                {typical.slice(0, 4).map((image) => (
                  <Picture key={image} image={image} />
                ))}
              </span>
              <small>{(groups.sizes[code] ?? 0).toLocaleString('en-US')}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What tags say about images without one. */
interface SentSuggestions {
  readonly tags: readonly { readonly tag: string; readonly images: readonly Suggested[] }[];
  readonly next: readonly Suggested[];
}
interface Suggested {
  readonly index: number;
  readonly confidence: number;
}

async function suggestions(): Promise<SentSuggestions> {
  const query = [...tags.value.keys()].map((tag) => `tag=${encodeURIComponent(tag)}`).join('&');
  return getJson<SentSuggestions>(`suggestions?${query}`);
}

function showSuggested(
  title: string,
  about: string,
  images: readonly Suggested[],
  key: string,
): void {
  const notes = new Map(
    images.map(({ index, confidence }) => [index, `${Math.round(100 * confidence)} % sure`]),
  );
  show({ title, about, images: images.map(({ index }) => index), notes, key });
}

function Tags() {
  const { canTag, isStatic, tagsFile } = summary.value ?? {};
  const names = [...tags.value];
  return (
    <section aria-labelledby="tags-title">
      <h2 id="tags-title">Tags</h2>
      <ul class="choices">
        {names.map(([tag, images], at) => (
          <Choice
            key={tag}
            title={tag}
            count={images.size}
            {...(at < 9 && { hint: String(at + 1) })}
            isShown={view.value.key === `tag ${tag}`}
            onChoose={() => show({ title: `Tag: ${tag}`, images: [...images], key: `tag ${tag}` })}
          />
        ))}
      </ul>
      {names.length === 0 && !isStatic && (
        <p class="quiet">
          {canTag
            ? 'Select images, then press T and type a tag.'
            : `No tags can be written to ${tagsFile}.`}
        </p>
      )}
      {names.length > 0 && !isStatic && (
        <div class="stack">
          {names.length > 1 && (
            <>
              {names.map(([tag]) => (
                <button
                  key={tag}
                  class="link"
                  onClick={() =>
                    trying(async () => {
                      const found = (await suggestions()).tags.find((one) => one.tag === tag);
                      const about = 'Images without a tag whose nearest tagged ones have this tag.';
                      showSuggested(
                        `Suggested: ${tag}`,
                        about,
                        found?.images ?? [],
                        `suggested ${tag}`,
                      );
                    })
                  }
                >
                  Suggest more of {tag}
                </button>
              ))}
              <button
                onClick={() =>
                  trying(async () => {
                    const about = 'Images whose tag is least certain: tagging them tells most.';
                    showSuggested('What to tag next', about, (await suggestions()).next, 'next');
                  })
                }
              >
                What to tag next
              </button>
            </>
          )}
          <button onClick={() => (dialog.value = 'export')}>Use the tags…</button>
        </div>
      )}
    </section>
  );
}
