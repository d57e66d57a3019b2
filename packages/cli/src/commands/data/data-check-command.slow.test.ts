import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { spawnJssl } from '../../fixtures/spawn-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();
beforeAll(async () => {
  await makeImages('pets', [
    ...imageNames(6, 'train/cat', 'train/red-dog'),
    ...imageNames(1, 'test/cat', 'test/red-dog'),
  ]);
});

const enough = ['--m', '4', '--batch-size', '4'] as const;

test('a data set is counted, and what will spoil a training is said', async () => {
  const { code, out, notes } = await jssl('data', 'check', 'pets');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'pets: 12 training, 0 validation and 2 test images (test) of 8x8x3',
    'sizes: 14 of 8x8',
    'classes: 2, with 6 training images each: cat, red-dog',
    'duplicates: 0 within the training images, 0 across splits, 0 under two labels; 0 equal, 0 changed',
    'warning: 12 images to train on, fewer than a batch of 256: use smaller batches',
    expect.stringMatching(/^warning: 12 images to train on, fewer than the 4096 negatives/),
    expect.stringMatching(/^note: 14 images of one color: train\/cat\/0.png, .* and 11 more$/),
    expect.stringMatching(/^note: 14 images that are tiny: train\/cat\/0.png, .* and 11 more$/),
  ]);
  expect(notes).toBe('');
});

test('damaged images are named, on one line each, and an image on both sides is found', async () => {
  cpSync('pets', 'leaky', { recursive: true });
  cpSync('pets/train/cat/0.png', 'leaky/test/cat/again.png');
  writeFileSync('leaky/train/cat/a\nb.png', 'a text');
  const { out, notes } = await jssl('data', 'check', 'leaky', ...enough);
  expect(out).toContain('warning: 1 image skipped, as listed below\n');
  expect(out).toContain(
    'warning: 1 image with a copy in another split, so accuracy will be overstated: test test/cat/again.png ' +
      'is the same file as train train/cat/0.png\n',
  );
  // The copy is named once.
  expect(notes.split('\n')).toEqual([
    '1 image was skipped:',
    '  train/cat/a\\u000ab.png: not an image but a text file',
  ]);
});

test('unsorted validation images as Tiny-ImageNet has them are reported', async () => {
  await makeImages('tiny', [...imageNames(6, 'train/n01/images', 'train/n02/images')]);
  await makeImages('tiny', imageNames(2, 'val/images'));
  const { notes } = await jssl('data', 'check', 'tiny', ...enough);
  expect(notes).toContain(
    '  val: none of its 2 images has a label: they are not in folders of the training classes, and ' +
      'there is no val_annotations.txt next to them',
  );
});

test.each([
  ['pets/runs', true],
  ['pets', true],
  ['pets-runs', false],
  ['..runs', false],
])('an output folder %s is inside the data: %p', async (folder, isInside) => {
  const { out } = await jssl('data', 'check', 'pets', '--out', folder);
  expect(out.includes(`warning: the output folder ${folder} is inside the data`)).toBe(isInside);
});

test('the same as JSON, and nothing else', async () => {
  const { code, out } = await jssl('data', 'check', 'pets', ...enough, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    name: 'pets',
    counts: { train: 12, validation: 0, test: 2 },
    classCounts: [6, 6],
    blank: 14,
    folder: { sizes: [{ height: 8, width: 8, count: 14 }], transparent: 0, animated: 0 },
    findings: [{ level: 'note' }, { level: 'note' }],
  });
});

test('what was found is listed as CSV and drawn on a page, and no file of the user is replaced', async () => {
  cpSync('pets', 'listed', { recursive: true });
  cpSync('pets/train/cat/0.png', 'listed/train/red-dog/<b>.png');
  writeFileSync('listed/train/cat/broken.png', 'not a picture');
  const check = (...others: string[]) =>
    jssl('data', 'check', 'listed', ...enough, '--csv', 'list.csv', ...others);
  const { code, notes } = await check('--html', 'page.html', '--tiny-side', '0');
  expect(code).toBe(0);
  expect(notes).toMatch(/wrote page.html\nwrote list.csv\n1 image was skipped:\n/);
  const [header, copy, ...others] = readFileSync('list.csv', 'utf8').split('\r\n');
  expect(header).toBe('file,split,label,problem,kind,score,other file,other split,other label');
  expect(copy).toBe(
    'train/red-dog/<b>.png,train,red-dog,copy across labels,same file,1,train/cat/0.png,train,cat',
  );
  expect(others.filter((line) => line.includes(',uniform,a single color,0,'))).toHaveLength(15);
  const page = readFileSync('page.html', 'utf8');
  expect(page).toContain('Copies under two labels');
  expect(page).toContain('&#60;b&#62;.png');
  expect(page).toContain('<li>train/cat/broken.png: not an image but a text file</li>');
  expect(page).not.toContain('<b>.png');
  expect(await check()).toMatchObject({
    code: 2,
    notes:
      'jssl: --csv must be a new file, got list.csv, which exists; choose another, or set --force to replace it',
  });
  writeFileSync('mine.html', 'my page');
  const refused = await check('--force', '--html', 'mine.html');
  expect(refused.code).toBe(2);
  expect(refused.notes).toContain('mine.html exists and is not a JSSL report');
});

test('a note names the flag, on the terminal and on the page', async () => {
  await makeImages('flat', imageNames(4, '.'));
  writeFileSync('flat/labels.csv', 'name,label\n0.png,cat\n');
  const sentence = 'labels.csv may hold labels; to use it, pass it as --labels';
  const { out } = await jssl('data', 'check', 'flat', ...enough, '--html', 'flat.html');
  expect(out).toContain(`note: ${sentence}`);
  expect(readFileSync('flat.html', 'utf8')).toContain(sentence);
});

test('the list is printed with -, and two results never share a file or the output', async () => {
  const printed = await jssl('data', 'check', 'pets', ...enough, '--csv', '-');
  expect(printed.out.split('\n').slice(0, 2)).toEqual([
    'file,split,label,problem,kind,score,other file,other split,other label',
    'train/cat/0.png,train,cat,uniform,a single color,0,,,',
  ]);
  const failure = async (...flags: string[]) => {
    const { code, notes } = await jssl('data', 'check', 'pets', ...flags);
    return [code, notes];
  };
  expect(await failure('--csv', '-', '--json')).toEqual([
    2,
    'jssl: --json and --csv - both print on standard output; choose one',
  ]);
  expect(await failure('--csv', 'same', '--html', './same')).toEqual([
    2,
    'jssl: --csv must be another file than --html, got same; choose another',
  ]);
  expect(await failure('--html', '-')).toEqual([
    2,
    'jssl: a report cannot be written to standard output, -; choose a file',
  ]);
});

test('a threshold out of range is wrong use', async () => {
  const { code, notes } = await jssl('data', 'check', 'pets', '--dark-level', '300');
  expect(code).toBe(2);
  expect(notes).toBe('jssl: --dark-level must be a number from 0 to 255, got 300');
});

test('nested folders are taken as unlabeled when that is said', async () => {
  const { out } = await jssl('data', 'check', 'pets', ...enough, '--format', 'unlabeled');
  expect(out).toContain('pets: 14 training, 0 validation and 0 test images of 8x8x3\n');
  expect(out).toContain('note: no labels: training works');
});

test('a folder without images is wrong use', async () => {
  mkdirSync('nothing');
  const { code, out, notes } = await jssl('data', 'check', 'nothing');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(notes).toMatch(/^jssl: \S+nothing must contain images .*, got none$/);
  rmSync('nothing', { recursive: true });
});

test('two processes that decode the same images at once agree, and leave one packed file', async () => {
  await makeImages('shared', imageNames(40, 'cat', 'dog'));
  const env = { JSSL_CACHE: join(process.cwd(), 'shared-cache') };
  const check = () => spawnJssl(['data', 'check', 'shared', ...enough, '--json'], { env });
  const [first, second] = await Promise.all([check(), check()]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(JSON.parse(first.out)).toMatchObject({ counts: { train: 72, test: 8 }, skipped: [] });
  expect(second.out).toBe(first.out);
  const names = readdirSync(join('shared-cache', 'data'));
  expect(names.map((name) => extname(name)).sort()).toEqual(['.key', '.packed']);
});

test('names with control characters are shown, whatever prints them', async () => {
  const name = 'a\u001b]0;x\u0007\u009b2J\u007f\u202e';
  const shown = String.raw`a\u001b]0;x\u0007\u009b2J\u007f\u202e`;
  await makeImages(join(name, 'train'), imageNames(4, `b${name}`, 'c'));
  const results = [
    await jssl('data', 'check', name),
    await jssl('data', 'check', `${name}/none`),
    await jssl('data', 'check', name, '--json'),
    await jssl('report', name),
    await jssl(name),
  ];
  for (const { out, notes } of results) {
    expect(out + notes).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out + notes).toContain(shown);
  }
  expect(JSON.parse(results[2]?.out ?? '')).toMatchObject({ name });
});
