import { judgeRetrieval, judgeRows, type SearchedSubject } from './judge-rows.js';

const weights = ['last'];
const encoder = {} as never;
const opened = {
  encoders: [{ name: 'trained encoder', weights, encoder }],
  config: { seed: 3 },
  train: { length: 90, labels: Int32Array.from({ length: 90 }, (_, at) => at % 2) },
  classes: 2,
  data: {
    classes: ['cat', 'dog'],
    test: { labels: Int32Array.from({ length: 40 }, (_, at) => at % 2) },
  },
} as never;

/** Pairs of queries: the partners of the first `found` pairs come at rank 5, the others' at rank 6. */
function searched(name: string, pairs: number, found: number): SearchedSubject {
  const groups = Array.from({ length: 2 * pairs }, (_, query) => query >> 1);
  const firstRanks = groups.map((group) => (group < found ? 5 : 6));
  const averagePrecisions = firstRanks.map((rank) => 1 / rank);
  const share = found / pairs;
  return {
    name,
    ...(name === 'trained encoder' && { weights }),
    retrieval: {
      ...{ recall: [0, share, 1], meanAveragePrecision: 0.5, queries: groups.length },
      perQuery: { groups, firstRanks, averagePrecisions },
    },
  };
}

const words = {
  ...{ use: 'use it', queries: 'test drawings', groups: 'emoji' },
  task: 'The partner is among the first five for',
};

test('retrieval is judged by recall among the first five, against the best baseline, over the groups', () => {
  const rows = [
    searched('trained encoder', 100, 80),
    searched('raw pixels', 100, 65),
    searched('random weights', 100, 20),
  ];
  const { outcome, against, difference, sentence, template } = judgeRetrieval('weights', opened, {
    ...{ rows, ...words },
  });
  expect([outcome, against]).toEqual(['better', 'raw pixels']);
  expect(difference).toBeCloseTo(0.15, 12);
  expect(sentence).toMatch(
    /^The partner is among the first five for 80\.0 % of the test drawings \(raw pixels: 65\.0 %\)\. The encoder beats raw pixels by 15\.00 points \(95 % interval \+\d+\.\d\d to \+\d\d\.\d\d, 100 emoji\): use it\.$/,
  );
  expect(template).toBe(sentence);
});

test('a verdict on the same retrieval is the same', () => {
  const rows = [searched('trained encoder', 50, 30), searched('raw pixels', 50, 25)];
  const judge = () => judgeRetrieval('weights', opened, { rows, ...words });
  expect(judge()).toEqual(judge());
});

test('few groups decide nothing', () => {
  const rows = [searched('trained encoder', 12, 12), searched('raw pixels', 12, 0)];
  const { outcome, sentence } = judgeRetrieval('weights', opened, { rows, ...words });
  expect(outcome).toBe('undecided');
  expect(sentence).toMatch(/; 12 emoji are too few to decide, so add test images of more emoji\.$/);
});

test('accuracies are judged on the same images, and guessing is a baseline too', () => {
  const right = (wrong: number) => Uint8Array.from({ length: 40 }, (_, at) => Number(at >= wrong));
  const rows = [
    { name: 'trained encoder', weights, right: right(2) },
    { name: 'raw pixels', right: right(38) },
  ];
  const { outcome, against } = judgeRows('weights', opened, { rows, use: 'use it' });
  expect([outcome, against]).toEqual(['better', 'most frequent class']);
});
