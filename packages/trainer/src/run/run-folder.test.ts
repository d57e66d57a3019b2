import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SettingError } from '@jssl/settings';

import { checkRunFolder, createRunFolder, openRunFolder } from './run-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-folder-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function messageOf(use: () => unknown): string {
  try {
    use();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingError);
    return (error as Error).message;
  }
  return '';
}

test('a check makes nothing, a new folder is made with those above it', () => {
  const path = join(folder, 'a', 'b');
  checkRunFolder(path);
  expect(existsSync(join(folder, 'a'))).toBe(false);
  createRunFolder(path).dispose();
  expect(readdirSync(path).sort()).toEqual(['metrics.csv', 'metrics.jsonl']);
});

test('what exists is refused', () => {
  const file = join(folder, 'a.txt');
  writeFileSync(file, 'a text');
  for (const path of [folder, file]) {
    const message = `out must be a new folder, got ${path}, which exists; choose another, or set force to replace the run in it`;
    expect(
      messageOf(() => {
        checkRunFolder(path);
      }),
    ).toBe(message);
    expect(messageOf(() => createRunFolder(path))).toBe(message);
    expect(
      messageOf(() => {
        checkRunFolder(path, { force: true });
      }),
    ).toBe(
      `out must be a run folder to replace with force, got ${path}, which has no config.json; choose another`,
    );
  }
  expect(readFileSync(file, 'utf8')).toBe('a text');
});

test('a folder below a file is refused', () => {
  const file = join(folder, 'a.txt');
  writeFileSync(file, 'a text');
  for (const path of [join(file, 'run'), join(file, 'runs', 'one')]) {
    for (const force of [false, true]) {
      const message = `out must be a new folder, got ${path}, and ${file} is a file; choose another`;
      expect(
        messageOf(() => {
          checkRunFolder(path, { force });
        }),
      ).toBe(message);
    }
  }
});

test('a folder that cannot be made is wrong use too', () => {
  const path = join(folder, 'link');
  symlinkSync(join(folder, 'nowhere', 'at', 'all'), path);
  expect(messageOf(() => createRunFolder(path))).toMatch(
    /^out must be a folder that can be created, got \S+link \(E[A-Z]+: .*\); choose another$/,
  );
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux.each(['/proc/jssl', '/proc/jssl/runs/a'])('%s is refused at once', (path) => {
  const use = () => {
    checkRunFolder(path);
  };
  expect(messageOf(use)).toMatch(
    /^out must be a folder that can be created, got \/proc\/jssl\S* \(E[A-Z]+: .*\); choose another$/,
  );
});

test('the progress of a process that was killed is removed', () => {
  writeFileSync(join(folder, 'progress.json'), '{}');
  openRunFolder(folder).dispose();
  expect(readdirSync(folder)).toEqual([]);
});

test('force removes the files of the run, and nothing else', () => {
  const run = [
    'config.json',
    'metrics.csv',
    'metrics.jsonl',
    'best.safetensors',
    'last.safetensors',
  ];
  for (const file of [...run, 'notes.txt']) writeFileSync(join(folder, file), 'old');
  mkdirSync(join(folder, 'checkpoint'));
  writeFileSync(join(folder, 'checkpoint', 'current.json'), 'old');
  checkRunFolder(folder, { force: true });
  createRunFolder(folder, { force: true }).dispose();
  expect(readdirSync(folder).sort()).toEqual(['metrics.csv', 'metrics.jsonl', 'notes.txt']);
  expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8')).toBe('');
});
