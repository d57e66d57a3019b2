import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { documents } from '@jssl/testing';

const root = join(import.meta.dirname, '..', '..', '..');
const pages = new Map(documents().map(({ path, text }) => [path, text]));

const withoutCode = (text: string) =>
  text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** The targets of a document's links and pictures that lie in the repository. */
function targetsOf(text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)];
  return links.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** The targets in the head of the site's first page, as the site has them: `/tutorial`. */
function frontTargets(text: string): string[] {
  const [, front = ''] = /^---\n([\s\S]*?)^---$/m.exec(text) ?? [];
  return [...front.matchAll(/^ +(?:link|src|light|dark): (\S+)$/gm)].map(
    ([, target = '']) => target,
  );
}

/** The anchors that GitHub, and the site, give a document's headings. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  const headings = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, heading = '']) => {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** Why a link of a document leads nowhere, if it does. */
function fault(path: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#');
  const place = file === '' ? path : join(dirname(path), file);
  if (!existsSync(join(root, place))) return 'no such file';
  if (anchor === undefined) return undefined;
  const isFolder = statSync(join(root, place)).isDirectory();
  const text = pages.get(isFolder ? join(place, 'README.md') : place);
  return text !== undefined && anchorsOf(text).includes(anchor) ? undefined : 'no such heading';
}

test('every link of the documents leads to a file, and to a heading in it', () => {
  const links = [...pages].flatMap(([path, text]) =>
    targetsOf(text).map((target) => ({ path, target })),
  );
  expect(links.length).toBeGreaterThan(50);
  const broken = links.flatMap(({ path, target }) => {
    const what = fault(path, target);
    return what === undefined ? [] : [`${path}: ${target}: ${what}`];
  });
  expect(broken).toEqual([]);
});

test('the first page of the site leads to pages that there are', () => {
  const targets = frontTargets(pages.get('docs/index.md') ?? '');
  expect(targets.length).toBeGreaterThan(3);
  const places = targets.map((target) => {
    if (/\.(?:svg|webp)$/.test(target)) return join('docs', 'public', target);
    const readme = join(target.slice(1), 'README.md');
    return pages.has(readme) ? readme : join('docs', `${target}.md`);
  });
  expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([]);
});

test.each([
  ['[a](no-such.md)', 'no such file'],
  ['[a](SECURITY.md#no-such)', 'no such heading'],
  ['[a](CONTRIBUTING.md#contributing-to-jssl)', undefined],
  ['[a](#jssl)', undefined],
])('a link such as %s: %s', (text, what) => {
  expect(targetsOf(text).map((target) => fault('README.md', target))).toEqual([what]);
});
