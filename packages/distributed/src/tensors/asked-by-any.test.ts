import { twinJob } from '@jssl/testing';

import { askedByAny } from './asked-by-any.js';

test('any rank may ask', () => {
  const job: typeof twinJob = {
    ...twinJob,
    allReduce: (votes) => {
      votes[1] = 1;
    },
  };
  expect(askedByAny([true, false, false], job)).toEqual([true, true, false]);
  expect(askedByAny([true, false], undefined)).toEqual([true, false]);
});
