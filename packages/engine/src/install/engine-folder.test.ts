import fs, { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  enginePaths,
  engineState,
  engineStatus,
  unreadableRemedy,
  writeManifest,
} from './engine-folder.js';
import { engineRelease } from './engine-release.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-engine-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function makeEngine(where: string): void {
  const { addon, tensorflow } = enginePaths(where);
  for (const [parent, file] of [
    [join(where, 'addon'), addon],
    [tensorflow, join(tensorflow, 'libtensorflow_cc.so.2')],
  ] as const) {
    mkdirSync(parent, { recursive: true });
    writeFileSync(file, 'a library');
  }
}

test('a folder without its manifest is not an engine', () => {
  expect(engineState(join(folder, 'none'))).toBe('missing');
  makeEngine(folder);
  expect(engineState(folder)).toBe('broken');
  writeManifest(folder, { id: 'x' });
  expect(engineState(folder)).toBe('ok');
});

test('a folder whose library is cut off or gone is not an engine', () => {
  makeEngine(folder);
  writeManifest(folder, { id: 'x' });
  const library = join(folder, 'tensorflow', 'libtensorflow_cc.so.2');
  truncateSync(library, 3);
  expect(engineState(folder)).toBe('broken');
  rmSync(library);
  expect(engineState(folder)).toBe('broken');
});

test('a manifest that is cut off is not one', () => {
  writeFileSync(enginePaths(folder).manifest, '{"sizes": {');
  expect(engineState(folder)).toBe('broken');
});

test('the status names each engine of the platform with its folder and state', () => {
  const installed = join(folder, 'engine', engineRelease().id);
  makeEngine(installed);
  expect(engineStatus(folder)).toContainEqual({ folder: installed, gpu: false, state: 'broken' });
  writeManifest(installed, { id: 'x' });
  expect(engineStatus(folder)[0]).toEqual({ folder: installed, gpu: false, state: 'ok' });
  expect(engineStatus(folder).filter(({ state }) => state !== 'ok')).toEqual(
    engineStatus(folder).filter(({ gpu }) => gpu),
  );
});

test('an engine of another user that may not be read is not called damaged', () => {
  makeEngine(folder);
  writeManifest(folder, { id: 'x' });
  const read = jest.spyOn(fs, 'readFileSync').mockImplementation(() => {
    throw Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' });
  });
  expect(engineState(folder)).toBe('unreadable');
  read.mockRestore();
  expect(unreadableRemedy('/cache/engine/a')).toMatch(
    /^ask its owner to run: chmod -R go\+rX \/cache\/engine\/a, or set JSSL_CACHE to a folder of your own and .+, or set JSSL_BACKEND=wasm to run several times slower$/,
  );
});
