import { printable } from '@jssl/settings';

/** The first names of a list on one line, and how many more there are. */
export function someNames(names: readonly string[], most = 10): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return printable(names.slice(0, most).join(', ')) + more;
}
