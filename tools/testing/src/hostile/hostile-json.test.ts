import fc from 'fast-check';

import { hostileJson } from './hostile-json.js';

const value = { name: 'birds', sizes: [2, 3], about: { isSmall: true } };
const texts = fc.sample(hostileJson(value), { seed: 0, numRuns: 2000 });

test('some texts are the value itself, others are JSON of another, others none', () => {
  const whole = texts.filter((text) => text === JSON.stringify(value)).length;
  const damaged = texts.filter((text) => {
    try {
      JSON.parse(text);
      return false;
    } catch {
      return true;
    }
  }).length;
  for (const count of [whole, damaged, texts.length - whole - damaged]) {
    expect(count).toBeGreaterThan(texts.length / 20);
  }
});

test('what attacks readers of JSON is among them', () => {
  const isAnywhere = (part: string) => texts.some((text) => text.includes(part));
  const parts = [
    '"__proto__":{"polluted":true},"name":',
    '1e400',
    '../../outside',
    String.raw`\u001b`,
  ];
  expect(parts.filter((part) => !isAnywhere(part))).toEqual([]);
});
