/**
 * Commander's message about wrong use (`error: WHAT`, perhaps with a second sentence, or a suggestion on
 * a second line) as one sentence that ends with what to do: the suggestion, or where the help is.
 */
export function wrongUseSentence(message: string, command: string): string {
  const [what = '', suggestion] = message
    .replace(/^error: /, '')
    .replace(/\.? *$/, '')
    .replace(
      /^(.*)\. ([A-Z])/,
      (_, first: string, letter: string) => `${first}: ${letter.toLowerCase()}`,
    )
    .split('\n(Did you mean ');
  const remedy = suggestion ? `did you mean ${suggestion.slice(0, -1)}` : `see ${command} --help`;
  return `${what}; ${remedy}`;
}
