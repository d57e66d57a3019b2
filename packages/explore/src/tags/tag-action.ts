/** What somebody did to the tags of images. */
export interface TagAction {
  /** Unique. */
  readonly id: string;
  /** When, as ISO 8601. */
  readonly at: string;
  /** Adds a tag to images, removes it from them, or takes back (`undo`) or repeats (`redo`) an earlier action. */
  readonly do: 'tag' | 'untag' | 'undo' | 'redo';
  /** Of `tag` and `untag`. */
  readonly tag?: string;
  /** The names of the images, of `tag` and `untag`. */
  readonly images?: readonly string[];
  /** The action that `undo` and `redo` are about. */
  readonly of?: string;
}

/** The longest tag, in characters. */
const LONGEST = 60;

/**
 * A tag as it is stored: without surrounding spaces.
 * @returns undefined for one that is empty, too long, or has control characters.
 */
export function cleanTag(text: string): string | undefined {
  const tag = text.normalize('NFC').trim();
  if (tag === '' || tag.length > LONGEST || /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(tag))
    return undefined;
  return tag;
}

/** A line of a log of actions as an action; undefined for anything else. */
export function parseAction(line: string): TagAction | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const action = value as { readonly [Name in keyof TagAction]?: unknown };
  const { id, at, tag, images, of } = action;
  if (typeof id !== 'string' || typeof at !== 'string') return undefined;
  if (action.do === 'undo' || action.do === 'redo') {
    return typeof of === 'string' ? { id, at, do: action.do, of } : undefined;
  }
  if (action.do !== 'tag' && action.do !== 'untag') return undefined;
  if (typeof tag !== 'string' || cleanTag(tag) !== tag || !isNames(images)) return undefined;
  return { id, at, do: action.do, tag, images };
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
