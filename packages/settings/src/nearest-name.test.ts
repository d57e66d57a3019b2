// Misspelled on purpose. cspell:ignore epcohs
import { nearestName } from './nearest-name.js';

const known = ['fashion-mnist', 'tiny-imagenet', 'cifar-10', 'batchSize', 'epochs'];

test.each([
  ['fashion-mnst', 'fashion-mnist'],
  ['FashionMNIST', 'fashion-mnist'],
  ['tiny-imagenet-200', 'tiny-imagenet'],
  ['cifar10', 'cifar-10'],
  ['cifar-100', 'cifar-10'],
  ['BATCH_SIZE', 'batchSize'],
  ['epcohs', 'epochs'],
])('%s is probably %s', (name, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});

test('two neighbors swapped are one mistake', () => {
  expect(nearestName('resnet81', ['resnet50', 'resnet18'])).toBe('resnet18');
});

test.each(['photos', '', 'a/very/long/path/to/somewhere'])('%p is like none of them', (name) => {
  expect(nearestName(name, known)).toBeUndefined();
});

test('the beginning of a name stands for it, before another name of fewer letters', () => {
  expect(nearestName('batch', ['arch', 'batchSize'])).toBe('batchSize');
  expect(nearestName('Crop', ['m', 'cropScale'])).toBe('cropScale');
  expect(nearestName('cr', ['m', 'cropScale'])).toBeUndefined();
});
