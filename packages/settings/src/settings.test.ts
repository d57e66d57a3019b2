// Misspelled on purpose. cspell:ignore sycn imagnet
import { choice, flag, number, numbers, whole } from './setting.js';
import { checkSettings, completeSettings, defaultsOf, inGroup } from './settings.js';

const table = {
  k: whole({ initial: 200, least: 1, required: 'a whole number, at least 1', help: 'k' }),
  limit: whole({
    ...{ initial: undefined, least: 2, most: 9, required: 'from 2 to 9', help: 'limit' },
  }),
  side: whole({
    ...{ initial: undefined, least: 1, required: 'odd', help: 'side' },
    fits: (value) => value % 2 === 1,
  }),
  momentum: number({ initial: 0.9, least: 0, below: 1, required: 'in [0, 1)', help: 'm' }),
  stem: choice(['small', 'imagenet'], { initial: 'small', help: 'stem' }),
  syncBn: flag({ initial: false, help: 'sync' }),
  scale: numbers({
    ...{ initial: [0.08, 1] as const, count: 2, required: 'two shares', help: 'crop' },
    fits: ([least = 0, most = 0]) => least <= most,
  }),
};
const defaults = {
  ...{
    k: 200,
    limit: undefined,
    side: undefined,
    momentum: 0.9,
    stem: 'small',
    syncBn: false,
    scale: [0.08, 1],
  },
};

test('what is given stands over the defaults, what is undefined does not', () => {
  expect(defaultsOf(table)).toEqual(defaults);
  expect(completeSettings(table, { k: 5 })).toEqual({ ...defaults, k: 5 });
});

test.each([
  ['k', 0, 'k must be a whole number, at least 1, got 0'],
  ['k', '5', 'k must be a whole number, at least 1, got 5'],
  ['k', 1.5, 'k must be a whole number, at least 1, got 1.5'],
  ['limit', 10, 'limit must be from 2 to 9, got 10'],
  ['side', 4, 'side must be odd, got 4'],
  ['side', 0, 'side must be odd, got 0'],
  ['momentum', 1, 'momentum must be in [0, 1), got 1'],
  ['momentum', NaN, 'momentum must be in [0, 1), got NaN'],
  ['stem', 'large', 'stem must be one of small, imagenet, got large'],
  ['syncBn', 'yes', 'syncBn must be true or false, got yes'],
  ['scale', [1, 0.5], 'scale must be two shares, got 1,0.5'],
  ['scale', [1], 'scale must be two shares, got 1'],
])('%s of %j is refused', (name, value, message) => {
  expect(() => {
    checkSettings(table, { ...defaults, [name]: value });
  }).toThrow(message);
});

test('a name that is no setting is refused', () => {
  const given = { epoch: 3 } as object;
  expect(() => completeSettings(table, given)).toThrow(
    'epoch must be left out: there is no such setting, got 3',
  );
});

test('what was probably meant is suggested', () => {
  expect(() => completeSettings(table, { sycnBn: true } as object)).toThrow(
    'sycnBn must be left out: there is no such setting, got true; did you mean syncBn?',
  );
  expect(() => completeSettings(table, { stem: 'imagnet' } as object)).toThrow(
    'stem must be one of small, imagenet, got imagnet; did you mean imagenet?',
  );
});

test('what was typed is read as the setting’s kind', () => {
  expect(table.k.parse?.('5')).toBe(5);
  expect(() => table.k.parse?.('five')).toThrow('It must be a number.');
  expect(table.scale.parse?.('0.2,1')).toEqual([0.2, 1]);
  expect(() => table.scale.parse?.('0.2')).toThrow('It must be 2 numbers separated by commas.');
});

test('a group is given to every row, which is otherwise as it was', () => {
  const { k, stem } = inGroup('Model', table);
  expect(k).toEqual({ ...table.k, group: 'Model' });
  expect(stem).toEqual({ ...table.stem, group: 'Model' });
  expect(table.k.group).toBeUndefined();
});

test('a count that cannot be meant is refused, and its limit is said', () => {
  const epochs = whole({ initial: 1, least: 1, required: 'at least 1', help: 'passes' });
  const seed = whole({ initial: 0, most: 2 ** 53 - 1, required: 'up to 2^53', help: 'draws' });
  checkSettings({ epochs, seed }, { epochs: 1e12, seed: 2 ** 53 - 1 });
  expect(() => {
    checkSettings({ epochs }, { epochs: 1e300 });
  }).toThrow('epochs must be at least 1, and at most 1000000000000, got 1e+300');
  expect(() => {
    checkSettings({ epochs }, { epochs: 0 });
  }).toThrow('epochs must be at least 1, got 0');
});
