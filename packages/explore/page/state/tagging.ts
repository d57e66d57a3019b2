import { signal } from '@preact/signals';

import { getJson, post } from './server.js';
import { say, summary, tags } from './store.js';

/** Actions of this page that can be taken back, and those that were. */
const [done, undone]: [string[], string[]] = [[], []];
/** Whether an action is on its way to the disk. */
export const isSaving = signal(false);
let waiting = Promise.resolve();

/** Reads the tags again. */
export async function refreshTags(): Promise<void> {
  const { tags: read } = await getJson<{ tags: Record<string, number[]> }>('data/tags.json');
  const names = Object.keys(read).sort((one, other) => one.localeCompare(other));
  tags.value = new Map(names.map((tag) => [tag, new Set(read[tag])]));
}

/** Does one thing after the other, so that each knows what those before it have done. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const before = waiting;
  const done = before.then(async () => {
    isSaving.value = true;
    try {
      await work();
    } finally {
      isSaving.value = false;
    }
  });
  waiting = done.catch(() => undefined);
  return done;
}

/** Sends an action, and shows its effect once it is saved. @returns its identifier. */
async function act(action: object): Promise<string> {
  const { canTag, tagsFile } = summary.value ?? {};
  if (!canTag) {
    throw new Error(
      tagsFile
        ? `Tags cannot be written to ${tagsFile}; start with --tags FILE.`
        : 'This copy of the page is read-only.',
    );
  }
  const { id } = await post<{ id: string }>('actions', action);
  await refreshTags();
  return id;
}

const count = (images: number) =>
  `${images.toLocaleString('en-US')} image${images === 1 ? '' : 's'}`;

async function change(
  images: readonly number[],
  tag: string,
  what: 'tag' | 'untag',
): Promise<void> {
  if (images.length === 0) throw new Error('Select images first.');
  done.push(await act({ do: what, tag, images }));
  undone.length = 0;
  say(
    `${what === 'tag' ? 'Tagged' : 'Removed the tag of'} ${count(images.length)}: ${tag}. Saved.`,
  );
}

/** Tags images, or removes a tag from them. */
export function tagImages(
  images: readonly number[],
  tag: string,
  what: 'tag' | 'untag',
): Promise<void> {
  return inTurn(() => change(images, tag, what));
}

/** Tags images, or removes the tag if all of them have it. */
export function toggleTag(images: readonly number[], tag: string): Promise<void> {
  return inTurn(() => {
    const tagged = tags.value.get(tag);
    const all = images.every((image) => tagged?.has(image));
    return change(images, tag, all ? 'untag' : 'tag');
  });
}

/** Takes back the last action of this page. */
export function undo(): Promise<void> {
  return inTurn(async () => {
    const of = done.at(-1);
    if (of === undefined) throw new Error('There is nothing to undo.');
    await act({ do: 'undo', of });
    undone.push(...done.splice(-1));
    say('Undone. Saved.');
  });
}

/** Repeats what was taken back. */
export function redo(): Promise<void> {
  return inTurn(async () => {
    const of = undone.at(-1);
    if (of === undefined) throw new Error('There is nothing to redo.');
    await act({ do: 'redo', of });
    done.push(...undone.splice(-1));
    say('Done again. Saved.');
  });
}
