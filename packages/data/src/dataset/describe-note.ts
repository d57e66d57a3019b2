import { fillNames, withRemedy } from '@jssl/settings';

/** Notes, and what to do about some of them. */
export interface RemediedNotes {
  readonly notes: readonly string[];
  /** By note, with settings in braces. */
  readonly noteRemedies: Readonly<Record<string, string>>;
}

/**
 * A note that ends with what to do.
 * @param what may contain braces, as in a file name.
 * @param remedy may name settings in braces: `pass it as {labels}`.
 */
export function remediedNote(what: string, remedy: string): RemediedNotes {
  const note = withRemedy(what, remedy);
  return { notes: [note], noteRemedies: { [note]: remedy } };
}

/**
 * A note of a data set, with settings named for the reader, such as `--labels`.
 * @param nameOf a setting's name for the reader, such as `--labels`.
 * @example
 * ```ts
 * import { describeNote } from '@jssl/data';
 *
 * const note = 'a.csv may hold labels; to use it, pass it as labels';
 * const noteRemedies = { [note]: 'to use it, pass it as {labels}' };
 * console.log(describeNote(note, { noteRemedies }, (name) => `--${name}`)); // a.csv may hold labels; to use it, pass it as --labels
 * ```
 */
export function describeNote(
  note: string,
  { noteRemedies = {} }: { readonly noteRemedies?: RemediedNotes['noteRemedies'] },
  nameOf: (setting: string) => string,
): string {
  // A note may come from a file and be named like a method of objects.
  const remedy = Object.hasOwn(noteRemedies, note) ? noteRemedies[note] : undefined;
  const end = remedy === undefined ? '' : fillNames(remedy);
  if (remedy === undefined || !note.endsWith(end)) return note;
  return note.slice(0, note.length - end.length) + fillNames(remedy, nameOf);
}
