/**
 * Turns Commander's message about wrong use (`error: WHAT`, sometimes with a second sentence, or a suggestion
 * on a second line) into one sentence that ends with the suggestion, or else with how to get help.
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
