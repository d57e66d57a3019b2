import { flagOf } from './flag-of.js';

/** An error of JSSL that can name settings as flags. */
interface NamesSettings {
  describe(nameOf: (setting: string) => string): string;
}

/**
 * An error as a sentence: settings as their flags, without the function that threw it.
 * @param hasDataFlag whether the command takes its images as `--data`; others take them as an argument.
 */
export function sentenceOf(error: unknown, { hasDataFlag = false } = {}): string {
  const nameOf = (setting: string) =>
    setting === 'data' && !hasDataFlag ? 'DATA' : flagOf(setting);
  const described = namesSettings(error) ? error.describe(nameOf) : undefined;
  const message = described ?? (error instanceof Error ? error.message : String(error));
  return message.replace(/^[a-z]+[A-Z]\w*: /, '');
}

function namesSettings(error: unknown): error is NamesSettings {
  return error instanceof Error && 'describe' in error && typeof error.describe === 'function';
}
