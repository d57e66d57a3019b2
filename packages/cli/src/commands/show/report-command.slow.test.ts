import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { smallTraining } from '../../fixtures/small-training.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';
import { noteReport } from '../train/show-training.js';

const reported = smallTraining.filter((argument) => argument !== '--no-report');

useWorkplace();
let ended: Awaited<ReturnType<typeof jssl>>;
beforeAll(async () => {
  await makeImages('images', imageNames(20, 'blue', 'red'));
  ended = await jssl('train', 'images', ...reported, '--out', 'run');
});

const overview = (file: string) =>
  /<section id="overview".*?<.section>/.exec(readFileSync(file, 'utf8').replace(/\s+/g, ' '))?.[0];

test('every training ends with a report, which is told on standard error', () => {
  expect(ended.code).toBe(0);
  expect(ended.notes.split('\n')).toContain('wrote run/report.html');
  expect(overview('run/report.html')).toContain('4 test images classified by');
});

test('jssl report makes it anew, elsewhere, and of the best weights', async () => {
  const before = overview('run/report.html');
  rmSync('run/report.html');
  expect(await jssl('report', 'run')).toEqual({ code: 0, out: 'run/report.html', notes: '' });
  expect(overview('run/report.html')).toBe(before);
  const best = await jssl('report', 'run', '--weights', 'best', '--out', 'best.html');
  expect(best).toEqual({ code: 0, out: 'best.html', notes: '' });
  expect(overview('best.html')).toContain('with the weights of the best epoch');
});

test('several runs are compared without their images', async () => {
  mkdirSync('others');
  cpSync('run', 'others/run', { recursive: true });
  expect(await jssl('report', 'run', 'others/run')).toEqual({
    code: 0,
    out: 'report.html',
    notes: '',
  });
  const page = readFileSync('report.html', 'utf8');
  expect(page).toContain('<title>run, others/run – JSSL report</title>');
  expect(page).toContain('The runs have the same settings.');
  expect(await jssl('report', 'run', 'others/run', '--data', 'images')).toMatchObject({
    code: 2,
    notes: 'jssl: several runs are compared without their images: leave --data out',
  });
});

test('a report that cannot be made is noted with how to make it', () => {
  const notes: string[] = [];
  const terminal = { out: () => 0, note: (line: string) => notes.push(line), status: undefined };
  const ended = { out: 'run', last: undefined, best: undefined, stopped: false };
  noteReport({ terminal, argv: [] }, { ...ended, report: 'run/report.html' });
  noteReport({ terminal, argv: [] }, { ...ended, reportError: new Error('the disk is full') });
  expect(notes).toEqual([
    'wrote run/report.html',
    'no report: the disk is full; to make it: jssl report run',
  ]);
});

test('images that are elsewhere now are asked for by the name of the flag', async () => {
  renameSync('images', 'moved');
  expect((await jssl('report', 'run')).notes).toMatch(
    /are no longer in \S+; pass the folder they are in now as --data$/,
  );
  expect((await jssl('report', 'run', '--data', 'moved')).code).toBe(0);
  // Given once, they are found by every command.
  expect((await jssl('report', 'run')).code).toBe(0);
  renameSync('moved', 'images');
  expect((await jssl('report', 'run')).code).toBe(0);
});

test('a run of somebody else says where its images are, and is not followed there', async () => {
  cpSync('run', 'sent', { recursive: true });
  const config = JSON.parse(readFileSync('sent/config.json', 'utf8')) as object;
  writeFileSync('sent/config.json', JSON.stringify({ ...config, source: process.cwd() }));
  for (const [name, ...argv] of [
    ['--data', 'report', 'sent'],
    ['DATA', 'knn', 'sent'],
    ['--in', 'neighbors', 'sent', 'run/config.json'],
    ['DATA', 'train', '--resume', 'sent', '--epochs', '2'],
  ]) {
    expect(await jssl(...argv)).toEqual({
      code: 2,
      out: '',
      notes: `jssl: sent says that its images are in ${process.cwd()}, but it was not created on this machine; to read them, pass that folder or the one they are in now as ${name}`,
    });
  }
  expect((await jssl('report', 'sent', '--data', 'images')).code).toBe(0);
});

test('--no-report leaves it out', async () => {
  const settings = [...smallTraining, '--out', 'plain'];
  cpSync('run', 'plain', { recursive: true });
  const { code, notes } = await jssl('train', 'images', ...settings, '--force');
  expect(code).toBe(0);
  expect(notes).not.toMatch(/^(no )?report/m);
  expect(existsSync('plain/report.html')).toBe(false);
});

test('what is no run, or a damaged one, is one sentence', async () => {
  mkdirSync('empty');
  expect(await jssl('report', 'empty')).toMatchObject({
    code: 2,
    notes:
      'jssl: empty is not a run folder: it has no config.json; pass the folder of a training run',
  });
  cpSync('run', 'damaged', { recursive: true });
  rmSync('damaged/report.html', { force: true });
  writeFileSync('damaged/last.safetensors', readFileSync('run/last.safetensors').subarray(0, 999));
  const damaged = await jssl('report', 'damaged');
  expect(damaged.code).toBe(2);
  expect(damaged.notes).toMatch(
    /^jssl: damaged\/last\.safetensors cannot be read as safetensors: /m,
  );
  expect(existsSync('damaged/report.html')).toBe(false);
  writeFileSync('mine.html', 'mine');
  expect(await jssl('report', 'run', '--out', 'mine.html')).toMatchObject({ code: 2 });
  expect(readFileSync('mine.html', 'utf8')).toBe('mine');
});
