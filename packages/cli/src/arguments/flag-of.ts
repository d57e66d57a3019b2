import { fillNames } from '@jssl/settings';

/** The flag of a setting: `batchSize` is `--batch-size`. */
export function flagOf(setting: string): string {
  return `--${setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A note of the library with its settings as flags. @param template the note with settings in braces. */
export function withFlags(note: string, template: string | undefined): string {
  return template === undefined ? note : fillNames(template, flagOf);
}
