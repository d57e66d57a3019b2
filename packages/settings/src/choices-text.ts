import type { Setting } from './setting.js';

/**
 * What follows a setting's help: its choices, unless the help names them all.
 * @example
 * ```ts
 * import { choice, choicesText } from '@jssl/settings';
 *
 * const row = choice(['small', 'imagenet'], { initial: 'small', help: 'first layers' });
 * console.log(row.help + choicesText(row)); // first layers: small, imagenet
 * ```
 */
export function choicesText({
  choices = [],
  help,
}: Pick<Setting<unknown>, 'choices' | 'help'>): string {
  const isNamed = choices.every((choice) => help.includes(choice));
  return isNamed ? '' : `: ${choices.join(', ')}`;
}
