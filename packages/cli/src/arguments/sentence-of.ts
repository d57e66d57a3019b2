import { SettingError } from '@jssl/settings';

import { flagOf } from './flag-of.js';

/** An error as a sentence: settings as their flags, without the function that threw it. */
export function sentenceOf(error: unknown): string {
  if (error instanceof SettingError) return error.describe(flagOf);
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[a-z]+[A-Z]\w*: /, '');
}
