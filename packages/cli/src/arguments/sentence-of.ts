/** What went wrong, as a sentence: the packages' errors begin with a function's name, which nobody typed. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[a-z]+[A-Z]\w*: /, '');
}
