import fc from 'fast-check';

import { jsonLinesEncoder } from './json-lines-encoder.js';

test('any name and label can be read back from one line', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (images) => {
      const features = Float32Array.from({ length: 2 * images.length }, (_, at) => at / 10);
      const encoder = jsonLinesEncoder({ rows: images.length, features: 2, labeled: true });
      const written = encoder.add({
        names: images.map(([name]) => name),
        labels: images.map(([, label]) => label),
        features,
      });
      const lines = String(written).split('\n');
      expect(lines.pop()).toBe('');
      const rows = lines.map((line) => JSON.parse(line) as { features: number[] });
      expect(rows).toMatchObject(images.map(([name, label]) => ({ name, label })));
      expect(Float32Array.from(rows.flatMap((row) => row.features))).toEqual(features);
    }),
  );
});

test('without labels there is no label in a line', () => {
  const encoder = jsonLinesEncoder({ rows: 1, features: 2, labeled: false });
  const batch = { names: ['a"b\n.png'], features: new Float32Array([0.25, 1]) };
  expect(encoder.add(batch)).toBe('{"name":"a\\"b\\n.png","features":[0.25,1]}\n');
});
