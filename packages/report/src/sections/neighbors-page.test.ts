import { neighborsPage, type PageNeighbor } from './neighbors-page.js';

const picture = 'data:image/png;base64,AAAA';
const evil = `<script>alert("x")</script>&'.png`;
const near = (...images: number[]): PageNeighbor[] =>
  images.map((image, rank) => ({ image, similarity: 0.98765 - rank }));

const page = neighborsPage({
  title: evil,
  about: evil,
  images: [
    { name: evil, label: 'cat', picture },
    { name: 'cats/b.png', label: 'cat', picture },
    { name: 'c.png', label: '<b>', picture },
    { name: 'd.png', label: '<b>', picture: `data:image/png;base64,AA){}</style>` },
  ],
  queries: [{ image: 0, encoder: near(1, 2), pixels: near(2, 3) }],
  others: [
    { image: 1, encoder: near(0, 2) },
    { image: 0, encoder: near(2) },
  ],
});
const text = page.replace(/\s+/g, ' ');

test('names, labels, sentences and pictures are escaped everywhere', () => {
  expect(page).not.toMatch(/<script|<b>&|<b><\/b>|AA\)\{/);
  const escaped = '&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62;&#38;&#39;.png';
  // Title and heading, sentence, link, heading of the query, its picture, and its title as a neighbor.
  expect(page.split(escaped)).toHaveLength(1 + 2 + 1 + 1 + 1 + 1 + 1);
  expect(page).toContain('&#60;b&#62;</span>');
  expect(page.match(/<\/style>/g)).toHaveLength(1);
});

test('similarities are shown with their images, in order, by the encoder and by raw pixels', () => {
  const found = [...text.matchAll(/<i class="thumb i(\d)"><\/i\s*><b>(.*?)<\/b/g)].map(
    ([, image, similarity]) => [image, similarity],
  );
  expect(found).toEqual([
    ...[
      ['1', '0.9877'],
      ['2', '-0.0123'],
    ],
    ...[
      ['2', '0.9877'],
      ['3', '-0.0123'],
    ],
    ...[
      ['0', '0.9877'],
      ['2', '-0.0123'],
    ],
  ]);
  expect([...text.matchAll(/<h3>(.*?)<small>(.*?)<\/small>/g)].map(([, ...row]) => row)).toEqual([
    ['Encoder', '1 of 2 of the same class'],
    ['Raw pixels', '0 of 2 of the same class'],
    ['Encoder', '1 of 2 of the same class'],
  ]);
  // Each picture is there once.
  expect(page.split(`url(${picture})`)).toHaveLength(1 + 3);
});

test('neighbors of the same class are marked, not by color alone', () => {
  expect(text.match(/<li class="same">/g)).toHaveLength(2);
  expect(text.match(/<span aria-label="same class:">✓ <\/span>cat/g)).toHaveLength(2);
});

test('a click on a neighbor whose neighbors are known leads to them, and back', () => {
  expect(
    [...text.matchAll(/<li class="[a-z]*"> <a href="#image-(\d)">/g)].map(([, at]) => at),
  ).toEqual(['1', '0']);
  for (const id of ['image-0', 'image-1'])
    expect(page.split(`<section id="${id}"`)).toHaveLength(2);
  // The images that were asked for stand alone at first.
  expect(text).toMatch(/<div class="further"><section id="image-1"/);
  expect(text).toContain('<a href="#main">Back to the images that were asked for</a>');
});

test('of a long name, the end stays visible', () => {
  const images = [
    { name: 'q.png', picture },
    { name: 'trip/IMG_2024_0007.jpg', picture },
  ];
  const queries = [{ image: 0, encoder: near(1) }];
  const drawn = neighborsPage({ ...{ title: 'a', about: 'b' }, images, queries });
  expect(drawn).toContain(
    '<span class="file" title="trip/IMG_2024_0007.jpg"><span>IMG_2024_</span>0007.jpg</span>',
  );
});

test('for an image without a class, the most frequent one among its neighbors', () => {
  const images = ['dog', 'cat', 'dog', undefined].map((label, at) => ({
    ...{ name: `${at}.png`, picture },
    ...(label !== undefined && { label }),
  }));
  const said = neighborsPage({
    ...{ title: 'a', about: 'b', images },
    queries: [{ image: 3, encoder: near(0, 1, 2) }],
  });
  expect(said).toContain('<small>2 of 3 are dog</small>');
  expect(said).not.toContain('Raw pixels');
  expect(said).not.toContain('class="further"');
});

test.each([
  [10, '--wide:10;--narrow:5'],
  [8, '--wide:8;--narrow:4'],
  [12, '--wide:6;--narrow:4'],
  [3, '--wide:3;--narrow:3'],
])('%d neighbors fill their lines: %s', (count, style) => {
  const images = Array.from({ length: count + 1 }, (_, at) => ({ name: `${at}`, picture }));
  const encoder = near(...Array.from({ length: count }, (_, at) => at + 1));
  const drawn = neighborsPage({ title: '', about: '', images, queries: [{ image: 0, encoder }] });
  expect(drawn).toContain(`style="${style}"`);
});

test('the page makes no requests: no script, and no URL except those of its pictures', () => {
  expect(page.replaceAll('&#39;', "'")).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"`,
  );
  expect(page).not.toMatch(/https?:|url\((?!data:)|<link|<script|src=/);
});
