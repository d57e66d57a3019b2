/** A name on one line: line breaks and other control characters, which a file name may have, escaped. */
export function printable(name: string): string {
  return name.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
