// Misspelled on purpose. cspell:ignore parkett onxx
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';

import { imageNames, makeImages } from './fixtures/make-images.js';
import { jssl } from './fixtures/run-jssl.js';
import { smallTraining } from './fixtures/small-training.js';
import { useWorkplace } from './fixtures/use-workplace.js';

useWorkplace();
beforeAll(async () => {
  await makeImages('images', imageNames(10, 'blue', 'red'));
  await makeImages('flat', imageNames(2, '.'));
  await makeImages('single', imageNames(10, 'red'));
  // One gray image [1, 1] as IDX: the number of its kind, 1, 1 and 1 as 32 bits each, and the pixel.
  mkdirSync('gray');
  const gray = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7];
  writeFileSync('gray/train-images-idx3-ubyte', Uint8Array.from(gray));
  mkdirSync('empty');
  mkdirSync('texts');
  writeFileSync('texts/a.txt', 'a text');
  mkdirSync('damaged');
  writeFileSync('damaged/a.png', 'a text');
  await jssl('train', 'images', ...smallTraining, '--out', 'run');
  cpSync('run', 'cut-run', { recursive: true });
  truncateSync('cut-run/last.safetensors', 1000);
  cpSync('run', 'moved-run', { recursive: true });
  const config = readFileSync('run/config.json', 'utf8');
  writeFileSync('moved-run/config.json', config.replace(/"source": ".*"/, '"source": "/gone"'));
  cpSync('run', 'edited-run', { recursive: true });
  writeFileSync('edited-run/config.json', config.replace(/"k": 5/, '"k": "many"'));
  mkdirSync('other');
  writeFileSync('other/config.json', 'null');
  mkdirSync('broken-run');
  writeFileSync('broken-run/config.json', '{');
  copyFileSync('run/last.safetensors', 'weights.safetensors');
});

/** Command line, and the one sentence that is all that it writes. */
test.each([
  // The data.
  [
    'train nowhere',
    'the data must be a folder of images or one of fashion-mnist, emoji, tiny-imagenet, cifar-10, cifar-100, got "nowhere", which does not exist',
  ],
  [
    'train fashion-mnis',
    'the data must be a folder of images or one of fashion-mnist, emoji, tiny-imagenet, cifar-10, cifar-100, got "fashion-mnis", which does not exist; did you mean fashion-mnist?',
  ],
  ['train empty', /^\S+empty must contain images \(PNG, JPEG, .*\), got none$/],
  [
    'train texts',
    /^\S+texts must contain images \(PNG, JPEG, .*\), got none; files that are not pictures were ignored: 1 text file \(a\.txt\)$/,
  ],
  [
    'train damaged',
    'damaged must have training images that can be decoded, got none of 1 (a.png: not an image but a text file)',
  ],
  [
    'train texts/a.txt',
    /^the data must be a folder, or a file of .*, got the file \S+a\.txt, not an image but .*$/,
  ],
  [
    'train',
    'the images are missing; pass a folder of images or a known name, such as fashion-mnist, as DATA',
  ],
  [
    'data get cifar-10',
    /^cifar-10 can't be downloaded; download https:\/\/www\.cs\.toronto\S+ unpack it and pass the folder cifar-10-batches-bin$/,
  ],
  [
    'data get fashion-mnits',
    'name must be one of fashion-mnist, emoji, tiny-imagenet, cifar-10, cifar-100, got "fashion-mnits"; did you mean fashion-mnist?',
  ],
  [
    'train images --format zip',
    "option '--format <name>' argument 'zip' is invalid: allowed choices are folder, unlabeled, cifar, idx, parquet, webdataset, packed; see jssl train --help",
  ],
  [
    'train images --cache-limit -1',
    "option '--cache-limit <GiB>' argument '-1' is invalid: it must not be negative; see jssl train --help",
  ],
  // The settings.
  ['train images --temperature 0', '--temperature must be a number above 0, got 0'],
  [
    'train images --temperature NaN',
    "option '--temperature <T>' argument 'NaN' is invalid: it must be a number; see jssl train --help",
  ],
  [
    'train images --weights 1,2',
    "option '--weights <J,p,n>' argument '1,2' is invalid: it must be 3 numbers separated by commas; see jssl train --help",
  ],
  [
    'train images --arch resnet20',
    '--arch must be one of resnet18, resnet34, resnet50, resnet101, resnet152, got resnet20; did you mean resnet50?',
  ],
  [
    'train images --m 16 --batch-size 256',
    '--m must be at least --batch-size, got 16 negatives and batches of 256; raise --m or lower --batch-size',
  ],
  [
    'train images --out run',
    '--out must be a new folder, got run, which exists; choose another, or set --force to replace the run in it',
  ],
  [
    'train images --out images --force',
    '--out must be a run folder to replace with --force, got images, which has no config.json; choose another',
  ],
  [
    'train images --out texts/a.txt/run',
    /^--out must be a new folder, got texts\/a\.txt\/run, and \S+a\.txt is a file; choose another$/,
  ],
  [
    'train --resume run --preset small-data',
    '--resume keeps the settings of the run: leave --preset, --config and --minutes out',
  ],
  [
    'train --resume run --optimizer sgd --epochs 2',
    '--optimizer must be adam, as when the run started, got sgd; leave it out, or start a new run from its weights with --init-from',
  ],
  [
    'train images --preset large',
    '--preset must be one of original, original-code, small-data, got large',
  ],
  ['knn run --k 0', '--k must be one or more whole numbers of neighbors, each at least 1, got 0'],
  [
    'knn run --k 2.5',
    '--k must be one or more whole numbers of neighbors, each at least 1, got 2.5',
  ],
  [
    'knn run --k 5,0',
    '--k must be one or more whole numbers of neighbors, each at least 1, got 5,0',
  ],
  [
    'knn run --k many',
    "option '--k <k,…>' argument 'many' is invalid: it must be a number; see jssl knn --help",
  ],
  ['knn run --temperature 0.1,0', '--temperature must be one or more numbers above 0, got 0.1,0'],
  [
    'knn run --k 5,19',
    '--k must be at most the number of training images, got 19 and 18 images; lower --k',
  ],
  [
    'knn run --across vendor',
    '--across must be used together with --retrieval, which says what to find, got vendor alone',
  ],
  [
    'knn run --retrieval identity',
    '--retrieval must be one of the attributes of these images, class, got identity',
  ],
  [
    'knn run --retrieval class',
    '--retrieval must be one that at least two of the 2 images share, got class',
  ],
  ['knn run --temperature 0', '--temperature must be one or more numbers above 0, got 0'],
  ['knn run --temperature -1', '--temperature must be one or more numbers above 0, got -1'],
  ['knn run --limit 0', '--limit must be a whole number of images, at least 1, got 0'],
  [
    'knn run --k 10000',
    '--k must be at most the number of training images, got 10000 and 18 images; lower --k',
  ],
  [
    'linear run --model-path run',
    'run is a run folder, but images to measure on are expected here; pass the run once, and then the images',
  ],
  ...['linear --model-path run', 'finetune run'].flatMap((command): [string, string][] => [
    [`${command} --epochs 0`, '--epochs must be a whole number, at least 1, got 0'],
    [`${command} --epochs 2.5`, '--epochs must be a whole number, at least 1, got 2.5'],
    [
      `${command} --batch-size 0`,
      `--batch-size must be a whole number of images, at least ${command.startsWith('linear') ? 1 : 2}, got 0`,
    ],
    [`${command} --lr 0`, '--lr must be a number above 0, got 0'],
    [`${command} --lr Infinity`, '--lr must be a number above 0, got Infinity'],
  ]),
  ...['linear --model-path run', 'linear --model-path run --fast', 'finetune run'].flatMap(
    (command): [string, string][] => [
      [`${command} --weight-decay -1`, '--weight-decay must be a number of at least 0, got -1'],
      [`${command} --seed -1`, '--seed must be a whole number from 0 to 4294967295, got -1'],
      [`${command} --limit -3`, '--limit must be a whole number of images, at least 1, got -3'],
    ],
  ),
  [
    'linear --model-path run --fast --epochs 5',
    "option '--fast' cannot be used with option '--epochs <count>'; see jssl linear --help",
  ],
  [
    'linear --model-path run --fast --no-validation',
    "option '--fast' cannot be used with option '--no-validation'; see jssl linear --help",
  ],
  ['finetune run --fraction 0', '--fraction must be a number above 0, at most 1, got 0'],
  [
    'finetune run --batch-size 1',
    '--batch-size must be a whole number of images, at least 2, got 1',
  ],
  ['finetune run --out run', '--out must be a new file, got run, which exists; choose another'],
  [
    'finetune run --out nowhere/fine.safetensors',
    '--out must be a new file in an existing folder, got nowhere/fine.safetensors; create nowhere or choose another',
  ],
  // The command line.
  ['trian images', "unknown command 'trian'; did you mean train?"],
  ['frobnicate', "unknown command 'frobnicate'; see jssl --help"],
  [
    'train images --format parkett',
    "option '--format <name>' argument 'parkett' is invalid: allowed choices are folder, unlabeled, cifar, idx, parquet, webdataset, packed; did you mean parquet?",
  ],
  [
    'export run --to onxx',
    "option '--to <format>' argument 'onxx' is invalid: allowed choices are safetensors, onnx, tfjs; did you mean onnx?",
  ],
  [
    'train images --arch resnet81',
    '--arch must be one of resnet18, resnet34, resnet50, resnet101, resnet152, got resnet81; did you mean resnet18?',
  ],
  [
    'embed run images --split tests',
    '--split must be one of all, train, validation, test, got tests; did you mean test?',
  ],
  ['train images --image-size 4000', /^--image-size must be .* got 4000$/],
  ['data gte fashion-mnist', "unknown command 'gte'; did you mean get?"],
  ['train images --epoch 3', "unknown option '--epoch'; did you mean --epochs?"],
  ['train images --batch_sizes 3', "unknown option '--batch-sizes'; did you mean --batch-size?"],
  ['train images --frobnicate', "unknown option '--frobnicate'; see jssl train --help"],
  ['train images --epochs', "option '--epochs <count>' argument missing; see jssl train --help"],
  [
    'train images more',
    "too many arguments for 'train': expected 1 argument but got 2; see jssl train --help",
  ],
  ['knn', "missing required argument 'run'; see jssl knn --help"],
  [
    'knn run --weights bset',
    "option '--weights <which>' argument 'bset' is invalid: allowed choices are both, best, last; did you mean best?",
  ],
  ['linear', 'RUN is missing; pass a run folder, a weights file or small'],
  // The run.
  ...['knn', 'linear --model-path', 'finetune'].flatMap((command): [string, string][] => [
    [
      `${command} nowhere`,
      'there is no run folder or weights file at nowhere; pass the folder of a training run, a weights file, or small for the encoder that comes with JSSL',
    ],
    [
      `${command} images`,
      'images is not a run folder: it has no config.json; pass the folder of a training run',
    ],
    [
      `${command} other`,
      'other/config.json has no settings under config; pass the folder of a training run',
    ],
    [
      `${command} broken-run`,
      'broken-run/config.json is damaged: it is not JSON; use another copy of the run',
    ],
  ]),
  ...[
    'knn run',
    'linear --model-path run',
    'linear --fast --model-path run',
    'finetune run',
  ].flatMap((command): [string, string | RegExp][] => [
    ...['flat', 'single'].map((images): [string, string] => [
      `${command} ${images}`,
      'evaluation needs labeled training and test images, but these have no labels or no test images; put the images into one folder per class, at least two in each',
    ]),
    [`${command} empty`, /^\S+empty must contain images \(.*\), got none$/],
    [
      command.replace(/run$/, 'cut-run'),
      /^cut-run\/last\.safetensors cannot be read as safetensors: .* in 1000 bytes; use another copy of it$/,
    ],
  ]),
  [
    'knn edited-run',
    'edited-run/config.json is damaged: k must be a whole number of neighbors, at least 1, got many; use another copy of the run',
  ],
  ['demo --out images', 'images holds something other than a demo; choose another folder'],
  ['demo --out run', 'run holds something other than a demo; choose another folder'],
  ['knn texts/a.txt', /^texts\/a\.txt cannot be read as safetensors: /],
  [
    'knn moved-run',
    'the images that the run was trained on are no longer in /gone; pass the folder they are in now as DATA',
  ],
  [
    'knn weights.safetensors',
    'the images are missing; pass a folder of images or a known name, such as fashion-mnist, as DATA',
  ],
])('jssl %s', async (line, sentence) => {
  const before = readdirSync('.');
  const { code, out, notes } = await jssl(...line.split(' '));
  // How the images were read is said before.
  expect(notes).toMatch(/^(note: .*\n)?jssl: .*$/);
  const said = notes.replace(/^(note: .*\n)?jssl: /, '');
  if (typeof sentence === 'string') expect(said).toBe(sentence);
  else expect(said).toMatch(sentence);
  expect(out).toBe('');
  expect(code).toBe(2);
  expect(readdirSync('.')).toEqual(before);
});

/** What can only be said once the images are open. */
test.each([
  [
    '--k 19',
    '--k must be at most the number of images in the kNN bank, got 19 for 16 images; lower --k, or set --eval-every to 0 to train without kNN',
  ],
  [
    '--batch-size 64 --m 64',
    '--batch-size must be at most the number of training images, got 64 for 18 images; lower --batch-size',
  ],
])('jssl train images %s', async (settings, sentence) => {
  const files = () =>
    readdirSync('.', { recursive: true }).filter((name) => !/cache/.test(String(name)));
  const before = files();
  const weights = readFileSync('run/last.safetensors');
  const out = ['--out', 'new'];
  const result = await jssl('train', 'images', ...smallTraining, ...out, ...settings.split(' '));
  expect(result).toMatchObject({ code: 2, out: '' });
  const lines = result.notes.split('\n');
  expect(lines.filter((line) => line.startsWith('jssl: '))).toEqual([`jssl: ${sentence}`]);
  expect(lines[0]).toBe(
    'images: 18 training images 8x8x3, 2 test images (held-out), 2 classes: blue, red',
  );
  expect(lines.at(-1)).toBe(`jssl: ${sentence}`);
  expect(files()).toEqual(before);
  expect(readFileSync('run/last.safetensors').equals(weights)).toBe(true);
});

test('--force replaces a run', async () => {
  cpSync('run', 'again', { recursive: true });
  const settings = ['--out', 'again', '--force', '--seed', '1'];
  expect((await jssl('train', 'images', ...smallTraining, ...settings)).code).toBe(0);
  const [first, second] = ['run', 'again'].map((run) => readFileSync(`${run}/last.safetensors`));
  expect(second?.equals(first ?? Buffer.of())).toBe(false);
});

test('no command is help, to whom it may concern, and wrong use', async () => {
  const { code, out, notes } = await jssl();
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(notes).toMatch(/^Usage: jssl \[options\] \[command\]\n/);
  expect(notes).not.toContain('jssl: ');
});

test('a failure that is no wrong use ends with code 1', async () => {
  const cache = process.env['JSSL_CACHE'];
  process.env['JSSL_CACHE'] = 'texts/a.txt';
  expect(await jssl('train', 'images')).toMatchObject({
    code: 1,
    notes: expect.stringMatching(/^jssl: \S+ could not be (read|written): ENOTDIR/) as string,
  });
  process.env['JSSL_CACHE'] = cache;
});

test('a stack is shown with --debug alone, wherever that stands', async () => {
  const wrong = ['train', '--temperature', '0'];
  expect((await jssl(...wrong)).notes).not.toContain('\n');
  for (const argv of [
    ['--debug', ...wrong],
    [...wrong, '--debug'],
  ]) {
    expect((await jssl(...argv)).notes).toMatch(
      /^jssl: --temperature .*\nSettingError: .*\n {4}at /,
    );
  }
});
