import type { Setting, SettingsTable } from '@jssl/settings';
import { InvalidArgumentError, Option, type Command } from 'commander';

import { flagOf } from './flag-of.js';

/** Adds an option for every setting of a table, in its group of the help. */
export function addSettingFlags(command: Command, table: SettingsTable): Command {
  for (const [name, setting] of Object.entries(table)) {
    command.addOption(optionOf(name, setting));
  }
  return command;
}

/** The settings of a table that were typed, among a command's options. */
export function typedSettings<Table extends SettingsTable>(
  command: Command,
  table: Table,
): { [Name in keyof Table]?: unknown } {
  const options = command.opts<Record<string, unknown>>();
  const typed = Object.keys(table).filter((name) => command.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(typed.map((name) => [name, options[name]])) as {
    [Name in keyof Table]?: unknown;
  };
}

function optionOf(name: string, setting: Setting<unknown>): Option {
  const { initial, help, placeholder, parse, group, required } = setting;
  // What is on by default is turned off: `--no-validation`.
  const flag = initial === true ? flagOf(name).replace('--', '--no-') : flagOf(name);
  const choices = required.startsWith('one of ') ? `, ${required}` : '';
  const option = new Option(
    placeholder === undefined ? flag : `${flag} <${placeholder}>`,
    help + choices + defaultOf(setting),
  );
  if (parse) {
    option.argParser((text) => {
      try {
        return parse(text);
      } catch (error) {
        throw new InvalidArgumentError((error as Error).message);
      }
    });
  }
  return group === undefined ? option : option.helpGroup(`${group}:`);
}

/** The end of a description. Commander gets no default: a setting that was not typed stays absent. */
function defaultOf({ initial, defaultText }: Setting<unknown>): string {
  if (typeof initial === 'boolean') return '';
  const text = Array.isArray(initial) ? initial.join(',') : String(initial);
  return ` (default: ${defaultText ?? text})`;
}
