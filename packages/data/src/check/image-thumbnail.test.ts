import sharp from 'sharp';

import { useImageFolder } from '../fixtures/image-folder.js';
import { imageThumbnail } from './image-thumbnail.js';

const place = useImageFolder();

test('the whole frame of the file is drawn, and a small image keeps its size', async () => {
  await place.paint('a.png', 10, 200, 100);
  await place.paint('b.png', 20, 30, 60);
  const data = await place.open();
  const sizeOf = async (index: number) => {
    const at = { split: 'train', index } as const;
    const webp = await imageThumbnail(data, at, { folder: place.folder, side: 100 });
    const { width, height } = await sharp(webp).metadata();
    return [width, height];
  };
  expect(await sizeOf(0)).toEqual([100, 50]);
  expect(await sizeOf(1)).toEqual([30, 60]);
  await expect(imageThumbnail(data, { split: 'test', index: 0 })).rejects.toThrow(
    'imageThumbnail: pets has no test images',
  );
});
