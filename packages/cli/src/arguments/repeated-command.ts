import { trainSettings, type TrainConfig } from '@jssl/trainer';
import type { Command } from 'commander';

import { wordsOfSettings } from './setting-flags.js';
import { shellCommand } from './shell-command.js';

/** Where settings come from and where results go: not part of what is repeated. */
const leftOut = new Set(['config', 'preset', 'minutes', 'out', 'force', 'resume', 'json']);

/**
 * The command line that trains again with the same settings: all of them in words, on top of the original's, so
 * that nothing is derived. Other options are as they were typed.
 */
export function repeatedCommand(command: Command, config: TrainConfig): string {
  const options = command.options.flatMap((option) => {
    const name = option.attributeName();
    if (leftOut.has(name) || Object.hasOwn(trainSettings, name)) return [];
    if (command.getOptionValueSource(name) !== 'cli') return [];
    const value: unknown = command.getOptionValue(name);
    // `--no-report` and `--report` share a name.
    if (typeof value === 'boolean') return value === option.negate ? [] : [option.long ?? ''];
    return [option.long ?? '', String(value)];
  });
  const settings = wordsOfSettings(trainSettings, config);
  return shellCommand(['train', ...command.args, ...options, '--preset', 'original', ...settings]);
}
