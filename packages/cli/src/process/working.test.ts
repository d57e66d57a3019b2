import type { Dataset } from '@jssl/data';

import { InterruptedError } from '../arguments/exit-codes.js';
import { working } from './working.js';

const notes: string[] = [];
const terminal = { out: () => 0, note: (line: string) => notes.push(line), status: undefined };
const context = { terminal, argv: [] };
beforeEach(() => {
  notes.length = 0;
});

test('resized and skipped images are reported', async () => {
  const skipped = Array.from({ length: 12 }, (_, at) => ({ path: `${at}.png`, reason: 'broken' }));
  const data = { name: 'a', resized: true, height: 64, width: 64, skipped } as unknown as Dataset;
  const work = ({ onData }: { onData: (data: Dataset) => void }) => {
    onData(data);
    return Promise.resolve();
  };
  await working(context, work, { skipped: 'last' });
  expect(notes.slice(0, 3)).toEqual([
    'a: the images differ in size or are larger than 512 pixels, so they were resized and ' +
      'center-cropped to 64x64; --image-size sets another size',
    '12 images were skipped:',
    '  0.png: broken',
  ]);
  expect(notes.at(-1)).toBe('  and 2 more: 2 × broken');
});

test('folders that were left out are counted by their images, and how images were found is said', async () => {
  const skipped = [
    { path: 'docs', reason: 'beside train', images: 3 },
    { path: 'val', reason: 'none of its 2 images has a label', images: 2 },
    { path: 'a.heic', reason: 'a HEIC photo' },
  ];
  const data = { name: 'a', skipped, notes: ['a\nb'] } as unknown as Dataset;
  const work = ({ onData }: { onData: (data: Dataset) => void }) => {
    onData(data);
    return Promise.resolve();
  };
  await working(context, work, { skipped: 'first' });
  expect(notes).toEqual([
    'note: a\\u000ab',
    '6 images were skipped:',
    '  docs (3 images): beside train',
    '  val: none of its 2 images has a label',
    '  a.heic: a HEIC photo',
  ]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the work and is reported', async (signal) => {
  const work = working(context, ({ onProgress }) => {
    process.emit(signal);
    onProgress({ phase: 'decoding', done: 1, total: 2 });
    throw new Error('it continued');
  });
  await expect(work).rejects.toThrow(InterruptedError);
  expect(notes).toEqual(['stopping; press again to exit at once']);
  expect(process.listenerCount(signal)).toBe(0);
});

test('the speed and the time left count from the first report, which may come after some images', async () => {
  jest.useFakeTimers();
  await working(context, ({ onProgress }) => {
    for (const done of [100, 200, 300]) {
      onProgress({ phase: 'embedding', done, total: 400 });
      jest.advanceTimersByTime(20_000);
    }
    return Promise.resolve();
  });
  jest.useRealTimers();
  expect(notes).toEqual([
    ' 50 % embedding 200 of 400  5 images/s  40s left',
    ' 75 % embedding 300 of 400  5 images/s  20s left',
  ]);
});

test('a download that Ctrl-C ended is no failure', async () => {
  const work = working(context, () => {
    process.emit('SIGINT');
    throw new Error('npm was killed');
  });
  await expect(work).rejects.toThrow(InterruptedError);
});

test('work with nothing to clean up is not held by Ctrl-C once its data is open', async () => {
  const data = { skipped: [] } as unknown as Dataset;
  const work = ({ onData }: { onData: (data: Dataset) => void }) => {
    const before = process.listenerCount('SIGINT');
    onData(data);
    return Promise.resolve([before, process.listenerCount('SIGINT')]);
  };
  expect(await working(context, work, { untilData: true })).toEqual([1, 0]);
  expect(await working(context, work)).toEqual([1, 1]);
});
