import { randomPicture } from '../../fixtures/random-picture.js';
import { PictureMatcher } from './picture-matcher.js';

const size = { height: 96, width: 96 };
const pictureOf = (pixels: Uint8Array) => ({
  ...{ pixels, ...size, channels: 3, size },
  isDecoded: false,
});
const mirrored = (pixels: Uint8Array) =>
  pixels.map((_, at) => {
    const [row, column] = [Math.floor(at / 288), Math.floor((at % 288) / 3)];
    return pixels[row * 288 + 3 * (95 - column) + (at % 3)] ?? 0;
  });
const one = randomPicture(1);
const pictures = [one, mirrored(one), randomPicture(2)].map(pictureOf);

function matcherOf(mostDifference: number) {
  const matcher = new PictureMatcher((id) => {
    const picture = pictures[id];
    if (!picture) throw new RangeError(`no picture ${id}`);
    return Promise.resolve(picture);
  }, mostDifference);
  for (const picture of pictures) matcher.add(picture, false);
  return matcher;
}

test('a mirrored picture is recognized, another one is not', async () => {
  const matcher = matcherOf(0.15);
  expect(await matcher.compare(0, 1, [0])).toBeUndefined();
  // The second orientation is mirrored.
  expect(await matcher.compare(0, 1, [0, 1])).toMatchObject({
    from: 0,
    to: 1,
    comparison: { orientation: 1 },
  });
  expect(await matcher.compareAnyhow(0, 1)).toMatchObject({ comparison: { orientation: 1 } });
  expect(await matcher.compareAnyhow(0, 2)).toBeUndefined();
});

test('uniform pictures are not compared, and none without a tolerance', () => {
  const matcher = matcherOf(0.15);
  matcher.add(pictureOf(new Uint8Array(96 * 96 * 3)), true);
  expect([...matcher.compared()].map(([id]) => id)).toEqual([0, 1, 2]);
  expect([...matcherOf(0).compared()]).toEqual([]);
});
