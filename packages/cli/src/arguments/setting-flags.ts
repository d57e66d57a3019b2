import {
  choicesText,
  fillNames,
  type Setting,
  type SettingsOf,
  type SettingsTable,
} from '@jssl/settings';
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
): Partial<SettingsOf<Table>> {
  const options = command.opts<Record<string, unknown>>();
  const typed = Object.keys(table).filter((name) => command.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(typed.map((name) => [name, options[name]])) as Partial<
    SettingsOf<Table>
  >;
}

/** The command-line words for the values of settings that differ from their defaults. */
export function wordsOfSettings<Table extends SettingsTable>(
  table: Table,
  values: SettingsOf<Table>,
): string[] {
  return Object.entries(table).flatMap(([name, { initial }]) => {
    const value: unknown = values[name];
    if (value === undefined || textOf(value) === textOf(initial)) return [];
    if (value === false) return [flagOf(name).replace('--', '--no-')];
    return value === true ? [flagOf(name)] : [flagOf(name), textOf(value)];
  });
}

function optionOf(name: string, setting: Setting<unknown>): Option {
  const { initial, help, placeholder, parse, group } = setting;
  // A flag that is on by default gets a flag to turn it off: `--no-validation`.
  const isOn = initial === true;
  const flag = isOn ? flagOf(name).replace('--', '--no-') : flagOf(name);
  const text = fillNames(isOn ? `do not ${help}` : help, flagOf) + choicesText(setting);
  const option = new Option(
    placeholder === undefined ? flag : `${flag} <${placeholder}>`,
    text + defaultOf(setting),
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
  return ` (default: ${fillNames(defaultText ?? textOf(initial), flagOf)})`;
}

/** A value as it is typed: a word, a number or a list of numbers. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
