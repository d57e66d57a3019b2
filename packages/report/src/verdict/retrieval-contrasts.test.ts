import { judgeEncoder } from './judge-encoder.js';
import { retrievalContrasts, type SearchedRow } from './retrieval-contrasts.js';

const random = () => {
  let seed = 1;
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
};

/** Pairs of queries; the partners of the first `found` pairs come at rank 5, of the others at rank 6. */
const searched = (name: string, pairs: number, found: number): SearchedRow => {
  const groups = Array.from({ length: 2 * pairs }, (_, query) => query >> 1);
  const firstRanks = groups.map((group) => (group < found ? 5 : 6));
  return {
    name,
    perQuery: { groups, firstRanks, averagePrecisions: firstRanks.map((rank) => 1 / rank) },
  };
};

test('the difference counts queries that only one of the two gets right, by groups', () => {
  const rows = [searched('raw pixels', 100, 70), searched('random weights', 100, 20)];
  const contrasts = retrievalContrasts(searched('trained encoder', 100, 80), rows, {
    ...{ k: 5, random },
  });
  expect(contrasts.map(({ against, difference }) => [against, difference])).toEqual([
    ['raw pixels', 0.1],
    ['random weights', 0.6],
  ]);
  const [pixels] = contrasts;
  // A share of 0.1 of 100 pairs deviates by 0.03.
  expect(pixels?.interval.low).toBeGreaterThan(0.1 - 2.3 * 0.03);
  expect(pixels?.interval.low).toBeLessThan(0.1 - 1.6 * 0.03);
  const evidence = { use: 'use it', over: '100 pairs', testImages: 100, training: undefined };
  expect(judgeEncoder(contrasts, evidence).outcome).toBe('better');
});

test('ranks within k are all the same', () => {
  const encoder = searched('trained encoder', 30, 30);
  const rows = [searched('raw pixels', 30, 0)];
  expect(retrievalContrasts(encoder, rows, { k: 6, random })[0]).toEqual({
    ...{ against: 'raw pixels', difference: 0 },
    interval: { low: 0, high: 0 },
  });
});

test('two groups decide nothing', () => {
  const [contrast] = retrievalContrasts(
    searched('trained encoder', 2, 2),
    [searched('raw pixels', 2, 1)],
    { k: 5, random },
  );
  expect(contrast).toEqual({
    ...{ against: 'raw pixels', difference: 0.5 },
    interval: { low: -1, high: 1 },
  });
});
