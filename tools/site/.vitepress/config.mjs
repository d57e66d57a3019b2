import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { defineConfig } from 'vitepress';

import { slugOf } from './slug-of.mjs';

const pages = join(import.meta.dirname, '..', 'dist', 'pages');

const titleOf = (page) => /^# (.+)$/m.exec(readFileSync(join(pages, `${page}.md`), 'utf8'))?.[1];
/** The pages of a list that exist, with their titles. */
const items = (...names) =>
  names
    .filter((name) => existsSync(join(pages, `${name}.md`)))
    .map((name) => ({ text: titleOf(name).replaceAll('`', ''), link: `/${name}` }));
/** All pages of a folder: some first, then the others by name. */
const folder = (path, ...first) => {
  const names = readdirSync(join(pages, path)).flatMap(
    (name) => name.match(/^(.+)\.md$/)?.[1] ?? [],
  );
  const others = names.filter((name) => name !== 'index' && !first.includes(name)).sort();
  return items(...[...first, ...others].map((name) => `${path}/${name}`));
};

const named = ['index', 'tutorial', 'distributed', 'contributing', 'security'];
const measured = readdirSync(pages)
  .flatMap((name) => name.match(/^(.+)\.md$/)?.[1] ?? [])
  .filter((name) => !named.includes(name))
  .sort();

export default defineConfig({
  title: 'JSSL',
  description: 'Self-supervised image encoders with the Jaccard similarity, in TypeScript',
  srcDir: 'dist/pages',
  outDir: 'dist/site',
  cacheDir: 'dist/cache',
  lang: 'en',
  lastUpdated: false,
  markdown: {
    math: true,
    anchor: { slugify: slugOf },
    config: (md) => {
      // Indented blocks are command lines here.
      md.renderer.rules.code_block = (tokens, index, ...rest) => {
        tokens[index].info = 'sh';
        return md.renderer.rules.fence(tokens, index, ...rest);
      };
    },
  },
  transformHead: ({ siteData: { base } }) => [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }],
    // The browser itself sees to it that no page loads anything from elsewhere.
    [
      'meta',
      {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'self' 'unsafe-inline' data:; base-uri 'self'; form-action 'none'",
      },
    ],
  ],
  themeConfig: {
    logo: '/logo.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'How to', link: '/how-to/own-data', activeMatch: '/how-to/' },
      { text: 'Explanation', link: '/explanation/method', activeMatch: '/explanation/' },
      { text: 'Commands', link: '/reference/cli/', activeMatch: '/reference/cli/' },
      { text: 'API', link: '/reference/api/', activeMatch: '/reference/api/' },
    ],
    sidebar: [
      { text: 'Begin', items: items('tutorial') },
      {
        text: 'How to',
        items: [
          ...folder('how-to', 'own-data', 'check-data', 'gpu', 'resume', 'compare', 'export'),
          ...items('distributed'),
        ],
      },
      { text: 'Explanation', items: folder('explanation', 'method', 'why-jaccard', 'health') },
      { text: 'Measured', items: items(...measured) },
      { text: 'Commands', collapsed: true, items: folder('reference/cli', 'index') },
      { text: 'Packages', collapsed: true, items: folder('packages', 'cli', 'jaccard-loss') },
      { text: 'API', collapsed: true, items: folder('reference/api', 'index') },
      { text: 'Examples', collapsed: true, items: folder('examples') },
      { text: 'The project', collapsed: true, items: items('contributing', 'security') },
    ],
  },
});
