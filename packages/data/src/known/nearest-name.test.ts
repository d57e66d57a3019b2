import { nearestName } from './nearest-name.js';

const known = ['fashion-mnist', 'tiny-imagenet', 'cifar-10'];

test.each([
  ['fashion-mnst', 'fashion-mnist'],
  ['FashionMNIST', 'fashion-mnist'],
  ['tiny-imagenet-200', 'tiny-imagenet'],
  ['cifar10', 'cifar-10'],
  ['cifar-100', 'cifar-10'],
])('%s is probably %s', (name, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});

test.each(['photos', '', 'a/very/long/path/to/somewhere'])('%p is like none of them', (name) => {
  expect(nearestName(name, known)).toBeUndefined();
});
