import { describeDuplicate, pairOf, type AlignedCopy, type CopyChange } from './duplicate-pair.js';

const a = { split: 'train', index: 0, name: 'a.png' } as const;
const b = { split: 'train', index: 1, name: 'b.png' } as const;
const whole = { left: 0, right: 1, top: 0, bottom: 1 };
const from = { place: a, height: 60, width: 80 };
const to = { place: b, height: 60, width: 80 };
const copy: AlignedCopy = {
  from,
  to,
  residual: 0.02,
  tone: 0,
  orientation: 0,
  window: whole,
  gray: false,
  fromGray: false,
};
const say = (changed: Partial<AlignedCopy>) =>
  describeDuplicate(pairOf({ ...copy, ...changed }, a));

test.each<[Partial<AlignedCopy>, string]>([
  [{}, 'b.png is a.png recompressed'],
  [{ to: { ...to, height: 30, width: 40 } }, 'b.png is a.png resized'],
  [{ tone: 20 }, 'b.png is a.png changed in brightness or contrast'],
  [{ orientation: 1, tone: 20 }, 'b.png is a.png mirrored, changed in brightness or contrast'],
  // Turned by 90°, height and width change places.
  [{ orientation: 5, to: { ...to, height: 80, width: 60 } }, 'b.png is a.png rotated by 90°'],
  [{ orientation: 5 }, 'b.png is a.png rotated by 90°, resized'],
  // The later image was turned to become the earlier one.
  [
    { from: { ...to, height: 80, width: 60 }, to: from, orientation: 5 },
    'b.png is a.png rotated by 270°',
  ],
  // The one with color is the original, and so is the one that shows more.
  [{ gray: true, fromGray: true }, 'a.png is b.png without color'],
  [
    {
      from: to,
      to: { ...from, height: 54, width: 72 },
      window: { ...whole, right: 0.9, top: 0.1 },
    },
    'a.png is b.png cropped to 81 % of its area',
  ],
  [{ window: { ...whole, right: 0.9 } }, 'b.png is a.png cropped to 90 % of its area, resized'],
])('%#', (changed, sentence) => {
  expect(say(changed)).toBe(sentence);
});

test('splits are named when they differ, and control characters are made visible', () => {
  const pair = (changes: readonly CopyChange[]) => ({
    first: a,
    second: b,
    changes,
    similarity: 1,
  });
  expect(describeDuplicate(pair(['same file']))).toBe('b.png is the same file as a.png');
  const odd = { ...b, split: 'test', name: 'b\n\u001b[31m.png' } as const;
  expect(describeDuplicate({ ...pair(['same pixels']), second: odd })).toBe(
    'test b\\u000a\\u001b[31m.png has the same pixels as train a.png',
  );
});
