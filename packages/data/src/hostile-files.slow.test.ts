import {
  bmpFormat,
  cifarFormat,
  expectGoodOrRefused,
  idxFormat,
  imageFormat,
  packedFormat,
  parquetFormat,
  tarFormat,
  tiffFormat,
  webdatasetFormat,
} from '@jssl/testing';

import { filesOfTar } from './known/tar.js';
import { openDataset } from './open-dataset.js';

const reader = { openDataset };

test.each([
  imageFormat(reader),
  packedFormat(reader),
  idxFormat(reader),
  cifarFormat(reader),
  parquetFormat(reader),
  tarFormat({ filesOfTar }),
  tiffFormat(reader),
  bmpFormat(reader),
  webdatasetFormat(reader),
])('damaged files of the format $name are read well or refused in a sentence', async (format) => {
  await expectGoodOrRefused(format, 40);
});
