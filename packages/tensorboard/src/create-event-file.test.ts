import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { readEventFile } from '@jssl/testing';

import { createEventFile } from './create-event-file.js';
import { encodePng } from './encode-png.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-tensorboard-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a file starts with its version and a start event; events are appended', () => {
  let time = 1_700_000_000.25;
  const file = createEventFile(join(folder, 'new'), { firstStep: 3, now: () => time });
  expect(basename(file.path)).toBe('events.out.tfevents.1700000000.jssl');
  const before = readFileSync(file.path);
  time += 1;
  file.addScalars(3, { 'loss/train': 0.1, 'knn/test': 50 });
  const image = encodePng({ height: 1, width: 2, channels: 1, pixels: Uint8Array.of(0, 255) });
  file.addImage(4, 'views', image);

  const event = { step: 0, fileVersion: '', start: false, scalars: {}, images: {} };
  expect(readEventFile(file.path)).toEqual([
    { ...event, wallTime: time - 1, fileVersion: 'brain.Event:2' },
    { ...event, wallTime: time - 1, step: 3, start: true },
    {
      ...event,
      wallTime: time,
      step: 3,
      scalars: { 'loss/train': Math.fround(0.1), 'knn/test': 50 },
    },
    {
      ...event,
      wallTime: time,
      step: 4,
      images: { views: { ...image, png: new Uint8Array(image.png) } },
    },
  ]);
  // Written bytes never change: readers follow the file as it grows.
  expect(readFileSync(file.path).subarray(0, before.length)).toEqual(before);
});

test('the default time is the system’s', () => {
  const [before, { path }, after] = [Date.now(), createEventFile(folder), Date.now()];
  const { wallTime = NaN } = readEventFile(path)[0] ?? {};
  expect(wallTime * 1000).toBeGreaterThanOrEqual(before);
  expect(wallTime * 1000).toBeLessThanOrEqual(after);
});

test('histograms, texts and hyperparameters are appended, and closing ends the session', () => {
  const file = createEventFile(folder, { now: () => 1.5 });
  file.addHistogram(1, 'weights', [1, 2]);
  file.addText(2, 'note', 'hello');
  file.addHparams({ lr: 0.1 });
  file.close();
  const bytes = readFileSync(file.path);
  const text = bytes.toString('latin1');
  for (const part of ['weights', 'hello', '_hparams_/session_start_info']) {
    expect(text).toContain(part);
  }
  expect(text).toContain('_hparams_/session_end_info');
  expect(readEventFile(file.path).map(({ step }) => step)).toEqual([0, 0, 1, 2, 0, 0]);

  file.close();
  expect(readFileSync(file.path)).toEqual(bytes);
  expect(() => {
    file.addText(3, 'note', 'late');
  }).toThrow(`the event file ${file.path} is closed`);
});

test('without hyperparameters, closing appends nothing', () => {
  const file = createEventFile(folder);
  const before = readFileSync(file.path);
  file.close();
  expect(readFileSync(file.path)).toEqual(before);
});
