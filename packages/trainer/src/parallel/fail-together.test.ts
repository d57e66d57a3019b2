import type { Collectives } from '@jssl/distributed';
import { InputError } from '@jssl/settings';
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

test('what all have done goes on', async () => {
  expect(await onEachRank(twinJob, () => 5)).toBe(5);
  expect(await onEachRank(undefined, () => 5)).toBe(5);
});

test('a failure of all is the own one, a failure of one names it on every rank', async () => {
  const all = await failure(onEachRank(twinJob, fail('no such flag')));
  expect(all).toEqual(new InputError('no such flag'));
  const one = await failure(onEachRank(jobWith('no such folder'), () => 5));
  expect(one.message).toBe('rank 1: no such folder');
  const own = await failure(onEachRank(jobWith(''), fail('no such flag')));
  expect(own.message).toBe('rank 0: no such flag');
  for (const error of [all, one, own]) expect(hasFailedTogether(error)).toBe(true);
  const alone = await failure(onEachRank(undefined, () => fail('no such flag')()));
  expect(hasFailedTogether(alone)).toBe(false);
});

test('other settings on another rank are told on every rank', () => {
  const given = { lr: 0.1, m: 16 };
  requireSameOnAllRanks(given, twinJob);
  requireSameOnAllRanks(given, undefined);
  expect(() => {
    requireSameOnAllRanks(given, jobWith('{"lr":0.2,"m":16}'));
  }).toThrow(
    new InputError(
      'settings and images must be the same on all ranks, but rank 1 has another than rank 0: lr is 0.1 on rank 0 and 0.2 on rank 1',
    ),
  );
});
