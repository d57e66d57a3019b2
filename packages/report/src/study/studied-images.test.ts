import type { Dataset } from '@jssl/data';

import { darkAndBright, smallData, unlabeledData } from '../fixtures/small-run.js';
import { studiedImages } from './studied-images.js';

const chosen = (data: Dataset, mapImages: number, bankImages = 100) =>
  studiedImages(data, { limit: undefined, seed: 0 }, { mapImages, bankImages });
const counts = (data: Dataset, mapImages: number, bankImages?: number) => {
  const { test, training, gallery } = chosen(data, mapImages, bankImages);
  return [test.shown, test.total, training.shown, training.total, gallery.length];
};

test('all images are on the map if there are few; otherwise test images come first', () => {
  expect(counts(smallData, 5000)).toEqual([30, 30, 40, 40, 70]);
  expect(counts(smallData, 33)).toEqual([30, 30, 3, 40, 33]);
  expect(counts(smallData, 30)).toEqual([30, 30, 0, 40, 30]);
  // With training images it has at most 1,000.
  expect(counts({ ...smallData, test: darkAndBright(990) }, 5000)).toEqual([
    990, 990, 10, 40, 1000,
  ]);
  expect(counts({ ...smallData, test: darkAndBright(1200) }, 5000).slice(0, 3)).toEqual([
    ...[1200, 1200, 0],
  ]);
  expect(counts(smallData, 12)).toEqual([12, 30, 0, 40, 12]);
  expect(counts(unlabeledData, 5000)).toEqual([0, 0, 40, 40, 40]);
  expect(counts(unlabeledData, 7)).toEqual([0, 0, 7, 40, 7]);
});

test('the features of training images on the map are those of the bank', () => {
  // Of 40 training images 10 are in the bank, of which 5 are on the map.
  const { gallery, places, bank, embedded } = chosen(smallData, 35, 10);
  expect(embedded).toBe(smallData.test);
  expect(places.bank).toHaveLength(5);
  if ('leftOut' in bank) throw new Error(bank.leftOut);
  const names = [...places.bank].map((at) => bank.name(at));
  expect(names).toEqual([0, 1, 2, 3, 4].map((at) => gallery.name(30 + at)));
  expect([...(gallery.labels ?? [])].slice(30)).toEqual(
    [...places.bank].map((at) => bank.labels[at]),
  );
});

test('images without labels are not mixed with labeled test images', () => {
  const { length, name, read } = darkAndBright(40);
  const mixed = { ...smallData, train: { length, name, read } };
  expect(counts(mixed, 5000)).toEqual([30, 30, 0, 40, 30]);
  expect(chosen(mixed, 5000).gallery.labels).toHaveLength(30);
});
