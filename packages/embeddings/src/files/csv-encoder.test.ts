import { csvEncoder } from './csv-encoder.js';

test('names with commas, quotes and line breaks are quoted as RFC 4180 says', () => {
  const encoder = csvEncoder({ rows: 3, features: 2, labeled: true });
  expect(encoder.start()).toBe('name,label,f0,f1\r\n');
  expect(
    encoder.add({
      names: ['a,b.png', 'say "cheese".png', 'two\nlines.png'],
      labels: ['plain', 'with, comma', ''],
      features: new Float32Array([0.5, -1, 0.1, 1e-8, 0, 3]),
    }),
  ).toBe(
    '"a,b.png",plain,0.5,-1\r\n' +
      '"say ""cheese"".png","with, comma",0.100000001,9.99999994e-9\r\n' +
      '"two\nlines.png",,0,3\r\n',
  );
  expect(encoder.end()).toBe('');
});

test('names and labels that a spreadsheet would run are text, numbers are numbers', () => {
  const encoder = csvEncoder({ rows: 1, features: 2, labeled: true });
  const batch = { names: ['=1+1.png'], labels: ['-1.5'], features: new Float32Array([-1.5, 1e-7]) };
  expect(encoder.add(batch)).toBe("'=1+1.png,'-1.5,-1.5,1.00000001e-7\r\n");
});

test('without labels there is no label column', () => {
  const encoder = csvEncoder({ rows: 1, features: 1, labeled: false });
  expect(encoder.start()).toBe('name,f0\r\n');
  expect(encoder.add({ names: ['a'], features: new Float32Array([2]) })).toBe('a,2\r\n');
});
