import { getDataset, knownDatasets } from './known-datasets.js';

test('every known data set says what it is and who made it', () => {
  expect(knownDatasets.map(({ name }) => name)).toEqual([
    'fashion-mnist',
    'emoji',
    'tiny-imagenet',
    'cifar-10',
    'cifar-100',
  ]);
  for (const { description, license, credit } of knownDatasets) {
    expect([description, license, credit]).not.toContain('');
  }
});

test.each([
  ['fashion-mnst', '; did you mean fashion-mnist?'],
  ['imagenet', '; did you mean tiny-imagenet?'],
  ['photos', ''],
])('the unknown name %s is refused, with the nearest known one', async (name, suggestion) => {
  await expect(getDataset(name, { cacheFolder: 'unused' })).rejects.toMatchObject({
    name: 'DataError',
    message:
      'getDataset: name must be one of fashion-mnist, emoji, tiny-imagenet, cifar-10, cifar-100, ' +
      `got "${name}"${suggestion}`,
  });
});

test.each([
  [
    'tiny-imagenet',
    'download http://cs231n.stanford.edu/tiny-imagenet-200.zip, unpack it and pass the folder ' +
      'tiny-imagenet-200',
  ],
  [
    'cifar-100',
    'download https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz, unpack it and pass the ' +
      'folder cifar-100-binary',
  ],
])('the error for %s says how to download it', async (name, advice) => {
  await expect(getDataset(name, { cacheFolder: 'unused' })).rejects.toMatchObject({
    name: 'DataError',
    message: `getDataset: ${name} can't be downloaded; ${advice}`,
  });
});
