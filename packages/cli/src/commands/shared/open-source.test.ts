import * as data from '@jssl/data';
import type { Dataset } from '@jssl/data';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { openSource, resolveSource } from './open-source.js';

jest.mock('@jssl/data', () => ({
  ...jest.requireActual<typeof data>('@jssl/data'),
  openDataset: jest.fn(),
}));

const openDataset = jest.mocked(data.openDataset);
const notes: string[] = [];
const terminal = { out: () => 0, note: (line: string) => notes.push(line), status: undefined };
const open = (source: string, options: Parameters<typeof openSource>[2] = {}) =>
  openSource({ terminal, argv: [] }, source, options);

test('the size of a view and the format go to where the data is opened', async () => {
  openDataset.mockResolvedValueOnce({} as Dataset);
  await open('/photos', { imageSize: 32, format: 'unlabeled', cacheLimit: 5 });
  expect(openDataset).toHaveBeenLastCalledWith(
    '/photos',
    expect.objectContaining({ imageSize: 32, format: 'unlabeled', cacheLimit: 5 }),
  );
});

test('that images were resized is told', async () => {
  notes.length = 0;
  openDataset.mockResolvedValueOnce({ name: 'a', resized: true, height: 64, width: 64 } as Dataset);
  await open('/photos');
  expect(notes).toEqual([
    'a: the images are not all of one size of at most 512, so each was resized and cropped about its ' +
      'center to 64x64; --image-size chooses another size',
  ]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s aborts the decoding and is reported',
  async (signal) => {
    notes.length = 0;
    openDataset.mockImplementationOnce((_, options = {}) => {
      process.emit(signal);
      options.signal?.throwIfAborted();
      throw new Error('it went on');
    });
    await expect(open('/photos')).rejects.toThrow(InterruptedError);
    expect(notes).toEqual(['stopping; once more to leave at once']);
    expect(process.listenerCount(signal)).toBe(0);
  },
);

test('what is typed goes before what the run was trained on', () => {
  expect(resolveSource('cifar-10', '/recorded')).toBe('cifar-10');
  expect(resolveSource(undefined, 'fashion-mnist')).toBe('fashion-mnist');
  expect(resolveSource(undefined, __dirname)).toBe(__dirname);
  expect(resolveSource('.')).toBe(process.cwd());
});
