import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InputError, SettingError } from '@jssl/settings';
import { trainSettings } from '@jssl/trainer';

import { readSettingsFile, writeSettingsFile } from './settings-file.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-settings-'));
  file = join(folder, 'jssl.yaml');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (text: string) => {
  writeFileSync(file, text);
  return readSettingsFile(file);
};

test('what is written has every setting, explained, and changes nothing', () => {
  writeSettingsFile(file);
  expect(readSettingsFile(file)).toEqual({ settings: {} });
  const lines = readFileSync(file, 'utf8').split('\n');
  const named = lines.flatMap((line) => /^#(\w+):/.exec(line)?.[1] ?? []);
  expect(named).toEqual(['preset', ...Object.keys(trainSettings)]);
  const epochs = lines.indexOf('#epochs: 500');
  expect(lines.slice(epochs - 1, epochs)).toEqual(['# passes over the training images']);
  // Of other settings it speaks by their names here.
  expect(lines.join('\n')).not.toMatch(/\{\w+\}| --\w/);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(110);
});

test('every default that is shown is valid when its # is removed', () => {
  writeSettingsFile(file);
  const uncommented = readFileSync(file, 'utf8').replaceAll(/^#(\w+: .+)$/gm, '$1');
  const { settings, preset } = read(uncommented);
  expect(preset).toBe('original');
  const shown = Object.entries(trainSettings).filter(([, { initial }]) => initial !== undefined);
  expect(settings).toEqual(Object.fromEntries(shown.map(([name, { initial }]) => [name, initial])));
});

test('a file that exists is replaced only when that is asked for', () => {
  writeFileSync(file, 'mine');
  const write = () => {
    writeSettingsFile(file);
  };
  expect(write).toThrow(SettingError);
  expect(write).toThrow(`out must be a new file, got ${file}, which exists`);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  writeSettingsFile(file, { force: true });
  expect(readSettingsFile(file)).toEqual({ settings: {} });
});

test('values, lists and the preset are read, from YAML and from JSON', () => {
  const expected = {
    preset: 'small-data',
    settings: { arch: 'resnet18', lr: 1e-4, syncBn: true, weights: [1, 0, 0] },
  };
  expect(
    read(
      '# mine\npreset: small-data\narch: resnet18\nlr: 1.0e-4\nsyncBn: true\nweights: [1, 0, 0]\n',
    ),
  ).toEqual(expected);
  expect(read(JSON.stringify({ preset: expected.preset, ...expected.settings }))).toEqual(expected);
  expect(read('')).toEqual({ settings: {} });
});

test.each([
  ['epochs: 3\nbatch_size: 8', 2, 'there is no setting batch_size; did you mean batchSize?'],
  ['horizon: 8', 1, 'there is no setting horizon'],
  ['__proto__: {a: 1}', 1, 'there is no setting __proto__'],
  ['constructor: 1', 1, 'there is no setting constructor'],
  ['\nepochs: many', 2, 'epochs must be a whole number, at least 1, got "many"'],
  ['epochs:', 1, 'epochs must be a whole number, at least 1, got nothing'],
  ['weights: 1,0,0', 1, 'weights must be three numbers of at least 0, not all 0, got "1,0,0"'],
  ['preset: tiny', 1, 'preset must be one of original, original-code, small-data, got "tiny"'],
  ['epochs: 1\nepochs: 2', 2, 'Map keys must be unique'],
  ['a: [1', 1, 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['- epochs', 1, 'it must have a setting on each line, such as epochs: 100'],
  ['epochs', 1, 'it must have a setting on each line, such as epochs: 100'],
])('%j is refused, with its line', (text, line, problem) => {
  const reading = () => read(text);
  expect(reading).toThrow(InputError);
  expect(reading).toThrow(`${file}, line ${line}: ${problem}`);
});

test('a file that is no settings file at all is not read', () => {
  expect(() => read('x'.repeat(2 ** 20 + 1))).toThrow(`${file} must have at most 1048576 bytes`);
  expect(() => readSettingsFile(folder)).toThrow(`${folder} is a folder, which cannot be read`);
});
