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

test('names, labels and sentences are escaped everywhere', () => {
  expect(page).not.toMatch(/<script|<b>/);
  const escaped = '&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62;&#38;&#39;.png';
  // Title and heading, sentence, link, heading of the query, both pictures of it, its name as a neighbor.
  expect(page.split(escaped)).toHaveLength(1 + 2 + 1 + 1 + 1 + 2 + 1);
  expect(page).toMatch(/<span>&#60;b&#62;<\/span>\s*<\/figcaption>/);
});

test('similarities are shown with their images, in order', () => {
  const items = [...page.matchAll(/<li>[^]*?<span>(.*?)<\/span>/g)].map(
    ([, similarity]) => similarity,
  );
  expect(items).toEqual(['0.9877', '-0.5000']);
  expect(page.split(`src="${picture}"`)).toHaveLength(4);
});

test('the page makes no requests: no script, and no URL except those of its pictures', () => {
  expect(page.replaceAll('&#39;', "'")).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"`,
  );
  expect(page).not.toMatch(/https?:|url\(|<link|<script/);
});
