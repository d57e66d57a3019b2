import type { Collectives } from '@jssl/distributed';
import { InputError, SettingError } from '@jssl/settings';
import { twinJob } from '@jssl/testing';

import { hasFailedTogether, onEachRank, requireSameOnAllRanks } from './fail-together.js';

const fail = (message: string) => () => {
  throw new InputError(message);
};

/** A job whose other rank gives these bytes in place of its own. */
const jobWith = (other: string): Collectives => ({
  ...twinJob,
  allGatherBytes: (bytes) => [bytes, new TextEncoder().encode(other)],
});

async function failure(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(() => undefined).catch((thrown: unknown) => thrown);
  if (error instanceof Error) return error;
  throw new Error('nothing was thrown');
}

function asSetting(error: Error): SettingError {
  if (error instanceof SettingError) return error;
  throw error;
}

test('work that succeeds on all ranks returns its result', async () => {
  expect(await onEachRank(twinJob, () => 5)).toBe(5);
  expect(await onEachRank(undefined, () => 5)).toBe(5);
});

test('a failure of all keeps its error, a failure of one is named on every rank', async () => {
  const all = await failure(onEachRank(twinJob, fail('no such flag')));
  expect(all).toEqual(new InputError('no such flag'));
  const one = await failure(onEachRank(jobWith('{"message":"no such folder"}'), () => 5));
  expect(one.message).toBe('rank 1: no such folder');
  const own = await failure(onEachRank(jobWith(''), fail('no such flag')));
  expect(own.message).toBe('rank 0: no such flag');
  for (const error of [all, one, own]) expect(hasFailedTogether(error)).toBe(true);
  const alone = await failure(onEachRank(undefined, () => fail('no such flag')()));
  expect(hasFailedTogether(alone)).toBe(false);
});

test('a setting that is wrong on one rank is a setting error on every rank', async () => {
  const wrong = { setting: 'm', required: 'at least {batchSize}', got: 8 };
  const failing = () => {
    throw new SettingError(wrong);
  };
  const own = await failure(onEachRank(jobWith(''), failing));
  const other = await failure(
    onEachRank(
      jobWith(JSON.stringify({ message: '', wrong: { ...wrong, gotText: '8' } })),
      () => 5,
    ),
  );
  expect(own.message).toBe('m must be at least batchSize, got 8 on rank 0');
  expect(asSetting(other).describe((name) => `--${name}`)).toBe(
    '--m must be at least --batchSize, got 8 on rank 1',
  );
});

test('an input that one rank cannot use is an input error on every rank, with what to do', async () => {
  const error = new InputError('photos{1} is empty', { remedy: 'start again with {initFrom}' });
  let sent = '';
  const job = jobWith('');
  const own = await failure(
    onEachRank(
      {
        ...job,
        allGatherBytes: (bytes) => {
          sent = new TextDecoder().decode(bytes);
          return job.allGatherBytes(bytes);
        },
      },
      () => Promise.reject(error),
    ),
  );
  const other = await failure(onEachRank(jobWith(sent), () => 5));
  expect(own).toBeInstanceOf(InputError);
  expect(own.message).toBe('rank 0: photos{1} is empty; start again with initFrom');
  expect((other as InputError).describe((name) => `--${name}`)).toBe(
    'rank 1: photos{1} is empty; start again with --initFrom',
  );
});

test('settings that differ between ranks are reported on every rank', async () => {
  const given = { lr: 0.1, m: 16 };
  requireSameOnAllRanks(given, twinJob);
  requireSameOnAllRanks(given, undefined);
  const refused = (values: object, other: string) => async () => {
    requireSameOnAllRanks({ ...values }, jobWith(other));
    return Promise.resolve();
  };
  const setting = await failure(refused(given, '{"lr":0.2,"m":16}')());
  expect(asSetting(setting).describe((name) => `--${name}`)).toBe(
    '--lr must be the same on all ranks, got 0.1 on rank 0 and 0.2 on rank 1',
  );
  const images = await failure(refused({ 'training images': 16 }, '{"training images":20}')());
  expect(images).toBeInstanceOf(InputError);
  expect(images.message).toBe(
    'settings and images must be the same on all ranks, but rank 1 differs from rank 0: training images is 16 on rank 0 and 20 on rank 1',
  );
  for (const error of [setting, images]) expect(hasFailedTogether(error)).toBe(true);
});
