import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();
beforeAll(() => makeImages('images', imageNames(12, 'red', 'blue')));

const typed = ['--width', '4', '--feature-dim', '8', '--k', '3', '--no-report', '--no-tensorboard'];

test('what is not typed is derived, and the printed command repeats it', async () => {
  const argv = ['train', 'images', '--minutes', '0.001', ...typed];
  const { code, out, notes } = await jssl(...argv, '--out', 'run', '--json');
  expect(code).toBe(0);
  const [, words = ''] =
    /^settings for these images and this machine; to train with them again: jssl (.*)$/m.exec(
      notes,
    ) ?? [];
  expect(words).toMatch(
    /^train images --no-tensorboard --no-report --preset original --method jaccard-simclr --temperature 0.05 --arch resnet18 --width 4 --feature-dim 8 --batch-size 4 --epochs 1 /,
  );
  expect(JSON.parse(out)).toMatchObject({ last: { epoch: 1 } });

  await jssl(...words.split(' '), '--out', 'again');
  const read = async (run: string) => {
    const { out: table } = await jssl('knn', run, '--json');
    return (JSON.parse(table) as { rows: unknown }).rows;
  };
  expect(await read('again')).toEqual(await read('run'));
});

test('epochs beat minutes; a queue that is typed is not compared with the batch of a preset', async () => {
  const argv = ['train', 'images', '--epochs', '2', '--minutes', '0.001', '--m', '6', ...typed];
  const { code, out, notes } = await jssl(...argv, '--eval-every', '0');
  expect(code).toBe(0);
  expect(notes).toMatch(/ --m 6 .* --batch-size 4 --epochs 2 /);
  expect(out).toMatch(/^runs\/jaccard-moco-resnet18-images-/m);
});

test.each([
  [['--minutes', '0'], '--minutes must be a number of minutes above 0, got 0'],
  [
    ['--minutes', '5', '--preset', 'original'],
    '--minutes must be left out with --preset, got 5; leave one out',
  ],
  [
    ['--limit', '8', '--batch-size', '16'],
    '--batch-size must be at most --limit, got 16 with --limit 8; lower --batch-size',
  ],
  [
    ['--m', '8', '--batch-size', '16'],
    '--m must be at least --batch-size, got 8 negatives and batches of 16; raise --m or lower --batch-size',
  ],
])('%j is refused before the images are opened', async (words, message) => {
  const { code, notes } = await jssl('train', 'nowhere', ...words, '--out', 'never');
  expect(code).toBe(2);
  expect(notes).toBe(`jssl: ${message}`);
});

test('a batch larger than the images is refused before the first step', async () => {
  const { code, notes } = await jssl('train', 'images', '--batch-size', '64', '--out', 'never');
  expect(code).toBe(2);
  expect(notes.split('\n').at(-1)).toMatch(
    /^jssl: --batch-size must be at most the number of training images, got 64 for \d+ images; lower --batch-size$/,
  );
});
