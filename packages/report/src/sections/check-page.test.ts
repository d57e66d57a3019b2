import { checkPage } from './check-page.js';

const picture = 'data:image/png;base64,AAAA';
const evil = `<script>alert("x")</script>&'.png`;
const image = (name: string) => ({ name, lines: [evil], picture });

test('all texts are escaped, and the page makes no requests', () => {
  const page = checkPage({
    title: evil,
    about: evil,
    findings: [{ level: 'warning', text: evil }],
    sections: [{ title: evil, groups: [[image(evil), image('b.png')]], leftOut: 0 }],
  });
  expect(page).not.toMatch(/<script|https?:|url\(|<link/);
  const escaped = '&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62;&#38;&#39;.png';
  // Title and heading, sentence, finding, link and heading of the section, alternative text of the first
  // image, a line below each image.
  expect(page.split(escaped)).toHaveLength(1 + 2 + 1 + 1 + 2 + 1 + 2);
  // Its name breaks between words.
  expect(page).toContain('<wbr />script&#62;&#38;&#39;<wbr />.png</span>');
  expect(page.replaceAll('&#39;', "'")).toContain(`content="default-src 'none';`);
});

test('an original comes before its copies, and what is not drawn is counted', () => {
  const page = checkPage({
    title: 'photos',
    about: '',
    findings: [],
    sections: [
      { title: 'Copies', groups: [[image('a.png'), image('b.png'), image('c.png')]], leftOut: 7 },
    ],
  });
  expect([...page.matchAll(/alt="(.*?)"/g)].map(([, name]) => name)).toEqual([
    'a.png',
    'b.png',
    'c.png',
  ]);
  expect(page.match(/<li>/g)).toHaveLength(2);
  expect(page).toContain('7 more are not shown; the CSV and JSON lists contain all of them.');
  expect(page).toContain('Found no problems that would spoil training.');
});

test('files without a picture are listed by name', () => {
  const page = checkPage({
    title: 'photos',
    about: '',
    findings: [],
    sections: [{ title: 'Left out', groups: [], lines: ['a.png: no image', evil], leftOut: 0 }],
  });
  expect(page).toContain('<li>a.png: no image</li>');
  expect(page).not.toContain('<script');
});
