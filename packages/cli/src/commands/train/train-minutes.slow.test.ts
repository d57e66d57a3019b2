import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();
beforeAll(() => makeImages('images', imageNames(12, 'red', 'blue')));

test('--minutes derives what is not typed, prints it, and records it in the run', async () => {
  const typed = ['--width', '4', '--feature-dim', '8', '--k', '3', '--no-report'];
  const argv = ['train', 'images', '--minutes', '0.001', ...typed];
  const { code, out, notes } = await jssl(...argv, '--out', 'run', '--json');
  expect(code).toBe(0);
  const [, words = ''] = /^settings for these images and this machine: (.*)$/m.exec(notes) ?? [];
  expect(words).toMatch(
    /^--m 8 .*--arch resnet18 --width 4 --feature-dim 8 --batch-size 4 --epochs 1 /,
  );
  expect(JSON.parse(out)).toMatchObject({ last: { epoch: 1 } });

  const again = words.replaceAll("'", '').split(' ');
  await jssl('train', 'images', ...again, '--no-report', '--out', 'again');
  const read = async (run: string) => {
    const { out: table } = await jssl('knn', run, '--json');
    return (JSON.parse(table) as { rows: unknown }).rows;
  };
  expect(await read('again')).toEqual(await read('run'));
});

test('a queue that is typed is not compared with the batch of a preset', async () => {
  const argv = ['train', 'images', '--minutes', '0.001', '--width', '4', '--m', '6', '--no-report'];
  const { code, out, notes } = await jssl(...argv);
  expect(code).toBe(0);
  expect(notes).toMatch(/^settings for .*: --m 6 .* --batch-size 4 /m);
  expect(out).toMatch(/^runs\/jaccard-moco-resnet18-images-/m);
});

test.each([
  [['--minutes', '0'], '--minutes must be a number of minutes above 0, got 0'],
  [
    ['--minutes', '5', '--preset', 'original'],
    '--minutes must be left out with --preset, got 5; leave one out',
  ],
])('%j is refused', async (words, message) => {
  const { code, notes } = await jssl('train', 'images', ...words, '--out', 'never');
  expect(code).toBe(2);
  expect(notes).toContain(`jssl: ${message}`);
});
