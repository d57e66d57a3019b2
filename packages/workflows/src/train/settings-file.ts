import { choicesText, fillNames, InputError, nearestName, type Setting } from '@jssl/settings';
import { checkNewFiles, readRegularFile, replaceFile } from '@jssl/settings/node';
import { trainSettings, type PresetName, type TrainConfig } from '@jssl/trainer';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';

import { presetSetting } from './complete-settings.js';

/** What a settings file says; what it leaves out is undefined. */
export interface SettingsFile {
  readonly settings: Partial<TrainConfig>;
  readonly preset?: PresetName;
}

/** Everything that a settings file may name. */
const rows: Readonly<Record<string, Setting<unknown>>> = {
  preset: presetSetting,
  ...trainSettings,
};

/** Much more than all settings with their comments take. */
const LARGEST_BYTES = 2 ** 20;

/**
 * Writes a settings file with every setting of a training run, with its help, commented out, with its default.
 * @param file a new file, such as `jssl.yaml`.
 * @throws SettingError if the file exists and `force` is not set.
 * @example
 * ```ts
 * import { readSettingsFile, writeSettingsFile } from '@jssl/workflows';
 *
 * writeSettingsFile('jssl.yaml');
 * console.log(readSettingsFile('jssl.yaml')); // { settings: {} }
 * ```
 */
export function writeSettingsFile(
  file: string,
  { force = false }: { readonly force?: boolean | undefined } = {},
): void {
  checkNewFiles([file], { force });
  replaceFile(file, templateOf(rows));
}

function templateOf(table: typeof rows): string {
  const lines = [
    '# Settings of a training run. Remove the # in front of a setting to change it. Settings that',
    '# you leave out are derived from your images and the speed of your machine; with a preset they',
    '# keep its value, or the default shown here.',
  ];
  let group: string | undefined;
  for (const [name, row] of Object.entries(table)) {
    if (row.group !== group) lines.push('', `# ---- ${row.group ?? ''} ----`);
    group = row.group;
    const usual = row.defaultText === undefined ? '' : ` (default: ${row.defaultText})`;
    const text = fillNames(row.help + choicesText(row) + usual);
    lines.push('', ...wrapped(text), `#${name}: ${yamlOf(row.initial)}`.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

/** Comment lines of at most 100 columns. */
function wrapped(text: string): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100)
      return [...lines.slice(0, -1), `${last} ${word}`];
    return [...lines, `# ${word}`];
  }, []);
}

function yamlOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ');
}

/**
 * Reads a settings file: YAML, one setting on each line, `batchSize: 128`. JSON is YAML too.
 * @throws InputError, which names the line, for an unknown setting and a value that it cannot have.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { readSettingsFile } from '@jssl/workflows';
 *
 * writeFileSync('mine.yaml', 'preset: small-data\nepochs: 20 # an evening\nweights: [1, 0, 0]\n');
 * const { preset, settings } = readSettingsFile('mine.yaml');
 * console.log(preset, settings); // small-data { epochs: 20, weights: [ 1, 0, 0 ] }
 * ```
 */
export function readSettingsFile(file: string): SettingsFile {
  const text = readRegularFile(file, { largest: LARGEST_BYTES }).toString();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const refuse = (offset: number, problem: string) =>
    new InputError(`${file}, line ${lines.linePos(offset).line}: ${problem}`);
  const [error] = document.errors;
  if (error) throw refuse(error.pos[0], error.message.split(/ at line |:?\n/)[0] ?? '');
  if (document.contents === null) return { settings: {} };
  if (!isMap(document.contents)) {
    throw refuse(0, 'it must have a setting on each line, such as epochs: 100');
  }
  const values = document.toJS({ maxAliasCount: 0 }) as Readonly<Record<string, unknown>>;
  for (const { key } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : 'a list';
    const offset = isScalar(key) ? key.range[0] : 0;
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (!row) {
      const meant = nearestName(name, Object.keys(rows));
      throw refuse(
        offset,
        `there is no setting ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      );
    }
    const value = values[name];
    if (row.holds(value)) continue;
    throw refuse(
      offset,
      `${name} must be ${fillNames(row.required)}, got ${value === null ? 'nothing' : JSON.stringify(value)}`,
    );
  }
  const { preset, ...settings } = values;
  return { settings, ...(preset === undefined ? {} : { preset: preset as PresetName }) };
}
