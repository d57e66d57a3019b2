import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultTrainConfig, type RunConfig } from '@jssl/trainer';

import { indexKey, knownPlace, rememberPlace } from './known-places.js';
import { recordOfImages } from './record-of-images.js';
import {
  followedLabels,
  followedSource,
  isRunSource,
  rememberRunSource,
  runSource,
} from './run-source.js';

const before = process.env['JSSL_CACHE'];
let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'jssl-source-')));
  process.env['JSSL_CACHE'] = at('cache');
  for (const name of ['run', 'photos', 'private']) mkdirSync(at(name));
});
afterEach(() => {
  if (before === undefined) delete process.env['JSSL_CACHE'];
  else process.env['JSSL_CACHE'] = before;
  rmSync(folder, { recursive: true });
});

const images = { fingerprint: 'f00d' };
const recordedIn = (about: object): Partial<RunConfig> => ({
  ...{ config: defaultTrainConfig, data: images },
  ...about,
});
const source = (recorded: Partial<RunConfig>, given?: string) =>
  runSource({ path: at('run'), recorded }, given);

test('the images of a run that was trained here are followed, also when the run is moved or copied', () => {
  const recorded = recordedIn(recordOfImages(at('photos'), {}));
  expect(source(recorded)).toBe(at('photos'));
  renameSync(at('run'), at('moved run'));
  cpSync(at('moved run'), at('copy'), { recursive: true });
  expect(runSource({ path: at('moved run'), recorded }, undefined)).toBe(at('photos'));
  expect(runSource({ path: at('copy'), recorded }, undefined)).toBe(at('photos'));
});

test.each([
  ['of a run without an id', {}],
  ['of a run from elsewhere', { id: '4f5c6fd4-6c7e-4c5b-9f5e-0d1f5a4b7c11' }],
  ['with an id that is not text', { id: 7 }],
])('the folder %s is named, not followed', (_, about) => {
  const recorded = recordedIn({ ...about, source: at('private') });
  expect(() => source(recorded)).toThrow(
    `${at('run')} says that its images are in ${at('private')}, but it was not created on this machine; to read them, pass that folder or the one they are in now as data`,
  );
  expect(source(recorded, at('private'))).toBe(at('private'));
});

test('another folder in the file of a run that was trained here is not followed', () => {
  const { id } = recordOfImages(at('photos'), {});
  expect(() => source(recordedIn({ id, source: at('private') }))).toThrow('was not created on this machine');
  expect(() => source(recordedIn({ id, source: '/dev/zero' }))).toThrow('was not created on this machine');
  // Also after the images of that copy were given.
  rememberRunSource(at('run'), recordedIn({ id, source: at('private') }), { source: at('photos'), data: images });
  expect(source(recordedIn({ id, source: at('photos') }))).toBe(at('photos'));
});

test('the name of a known data set is followed, and a missing folder is said to be missing', () => {
  expect(source(recordedIn({ source: 'fashion-mnist' }))).toBe('fashion-mnist');
  expect(() => source(recordedIn({ source: '/gone' }))).toThrow(
    'the images that the run was trained on are no longer in /gone; pass the folder they are in now as data',
  );
});

test.each([{}, { id: '4f5c6fd4-6c7e-4c5b-9f5e-0d1f5a4b7c11' }])(
  'a place that was given once is remembered for the same images: %j',
  (about) => {
    const recorded = recordedIn({ ...about, source: at('photos') });
    renameSync(at('photos'), at('moved'));
    expect(() => source(recorded)).toThrow('no longer in');
    rememberRunSource(at('run'), recorded, { source: at('private'), data: { fingerprint: 'beef' } });
    expect(() => source(recorded)).toThrow('no longer in');
    rememberRunSource(at('run'), recorded, { source: at('moved'), data: images });
    expect(source(recorded)).toBe(at('moved'));
    expect(isRunSource(at('run'), recorded, at('moved'))).toBe(true);
    expect(isRunSource(at('run'), recorded, at('photos'))).toBe(true);
    expect(isRunSource(at('run'), recorded, at('private'))).toBe(false);
    // And again when they move again.
    renameSync(at('moved'), at('again'));
    expect(() => source(recorded)).toThrow(`no longer in ${at('moved')}`);
    renameSync(at('again'), at('moved'));
    expect(source(recorded)).toBe(at('moved'));
    renameSync(at('moved'), at('again'));
    rememberRunSource(at('run'), recorded, { source: at('again'), data: images });
    expect(source(recorded)).toBe(at('again'));
  },
);

test('the labels of a run that was trained here are followed, also from where they were moved', () => {
  const stored = { format: 'folder', labels: at('labels.csv') } as const;
  const recorded = recordedIn(recordOfImages(at('photos'), stored));
  expect(recorded['labels']).toBe(at('labels.csv'));
  expect(followedLabels(at('run'), recorded)).toBe(at('labels.csv'));
  const opened = { source: at('photos'), labels: at('moved.csv') };
  rememberRunSource(at('run'), recorded, { ...opened, data: { fingerprint: 'beef' } });
  expect(followedLabels(at('run'), recorded)).toBe(at('labels.csv'));
  rememberRunSource(at('run'), recorded, { ...opened, data: images });
  expect(followedLabels(at('run'), recorded)).toBe(at('moved.csv'));
  expect(followedLabels(at('run'), recordedIn({}))).toBeUndefined();
});

test('labels that only the file of a run names are not read, even when its images were given', () => {
  const recorded = recordedIn({ id: 'from elsewhere', source: at('photos'), labels: '/etc/passwd' });
  rememberRunSource(at('run'), recorded, { source: at('photos'), data: images });
  expect(source(recorded)).toBe(at('photos'));
  expect(() => followedLabels(at('run'), recorded)).toThrow(
    `${at('run')} says that its labels are in /etc/passwd, but it was not created on this machine; pass the file in labels`,
  );
});

test('an index has its own record', () => {
  const about = { encoder: 'e', fingerprint: 'f' };
  const index = { path: 'a.hnsw', key: indexKey(about), source: at('photos') };
  expect(() => followedSource(index)).toThrow(
    `a.hnsw says that its images are in ${at('photos')}, but it was not created on this machine`,
  );
  rememberPlace(indexKey(about), at('photos'), at('private'));
  expect(followedSource(index)).toBe(at('private'));
});

test('a damaged record is none, and a cache that cannot be written is no error', () => {
  rememberPlace('run a', 'photos', 'photos');
  expect(knownPlace('run a', 'photos')).toBe('photos');
  expect(knownPlace('run a', 'private')).toBeUndefined();
  expect(knownPlace('run b', 'photos')).toBeUndefined();
  rmSync(at('cache'), { recursive: true });
  writeFileSync(at('cache'), 'a file');
  rememberPlace('run a', 'photos', 'photos');
  expect(knownPlace('run a', 'photos')).toBeUndefined();
});
