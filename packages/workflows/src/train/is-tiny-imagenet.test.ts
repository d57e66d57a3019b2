import { mkdirSync, writeFileSync } from 'node:fs';

import { useWorkplace } from '../fixtures/use-workplace.js';
import { isTinyImagenet } from './is-tiny-imagenet.js';

useWorkplace();

test('Tiny-ImageNet is known by its name or its list of classes', () => {
  mkdirSync('renamed');
  writeFileSync('renamed/wnids.txt', 'n02124075\n');
  const names = ['tiny-imagenet-200', '/data/tiny-imagenet-200', 'tiny-imagenet', 'renamed'];
  expect(names.map(isTinyImagenet)).toEqual([true, true, true, true]);
  const others = ['photos', 'fashion-mnist', 'my-tiny-imagenet', 'tiny-imagenet-subset'];
  expect(others.map(isTinyImagenet)).toEqual([false, false, false, false]);
});
