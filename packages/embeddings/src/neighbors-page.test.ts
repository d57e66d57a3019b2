import { neighborsPage } from './neighbors-page.js';

const picture = 'data:image/png;base64,AAAA';
const evil = `<script>alert("x")</script>&'.png`;
const page = neighborsPage({
  title: evil,
  about: evil,
  queries: [
    {
      name: evil,
      picture,
      neighbors: [
        { name: 'b.png', label: '<b>', picture, similarity: 0.98765 },
        { name: evil, picture, similarity: -0.5 },
      ],
    },
  ],
});

test('names, labels and sentences are escaped wherever they stand', () => {
  expect(page).not.toMatch(/<script|<b>/);
  const escaped = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;.png';
  // Title twice, sentence, heading, text of each picture of it, and its name as a neighbor.
  expect(page.split(escaped)).toHaveLength(1 + 4 + 2 + 1);
  expect(page).toContain('<span>&lt;b&gt;</span></figcaption>');
});

test('similarities stand by their images, in order', () => {
  const items = [...page.matchAll(/<li>.*?<span>(.*?)<\/span>/g)].map(
    ([, similarity]) => similarity,
  );
  expect(items).toEqual(['0.9877', '-0.5000']);
  expect(page.split(`src="${picture}"`)).toHaveLength(4);
});

test('it asks for nothing: no script, no address but of its pictures', () => {
  expect(page).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
  expect(page).not.toMatch(/https?:|url\(|<link|<script/);
});
