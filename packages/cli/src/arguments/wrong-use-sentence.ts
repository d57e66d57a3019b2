import { nearestName } from '@jssl/settings';

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
  const meant = suggestion?.slice(0, -2) ?? meantChoice(what);
  return `${what}; ${meant === undefined ? `see ${command} --help` : `did you mean ${meant}?`}`;
}

/** The allowed choice that was probably meant. */
function meantChoice(what: string): string | undefined {
  const [, given = '', choices] =
    /argument '(.*)' is invalid: allowed choices are (.+)$/.exec(what) ?? [];
  return choices === undefined ? undefined : nearestName(given, choices.split(', '));
}
