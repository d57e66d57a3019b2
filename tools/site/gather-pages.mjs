/** The handwritten pages: docs/ and the READMEs, with their links rewritten for the site. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** Where each file of the repository is a page, by its path there: `packages/data/README.md`. */
function pagesOf(root) {
  /** @returns {[string, string][]} */
  const readmes = (folder) =>
    readdirSync(join(root, folder))
      .filter((name) => existsSync(join(root, folder, name, 'README.md')))
      .map((name) => [`${folder}/${name}/README.md`, `${folder}/${name}.md`]);
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => /** @type {[string, string]} */ ([`docs/${name}`, name]));
  return new Map([
    ...docs,
    ...readmes('packages'),
    ...readmes('examples'),
    ['README.md', 'index.md'],
    ['CONTRIBUTING.md', 'contributing.md'],
    ['SECURITY.md', 'security.md'],
  ]);
}

/** Writes them, and the pictures of docs/, into a folder. */
export function gatherPages(root, out) {
  const pages = pagesOf(root);
  cpSync(join(root, 'docs'), out, { recursive: true });
  for (const [source, page] of pages) {
    if (source === 'README.md') continue;
    const file = join(out, page);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, withSiteLinks(readFileSync(join(root, source), 'utf8'), source, pages));
  }
}

/** Links lead to pages; of a file that is no page only the words are left. */
function withSiteLinks(text, source, pages) {
  const here = posix.dirname(pages.get(source));
  const link = (whole, words, target) => {
    const [, npm] = /^https:\/\/www\.npmjs\.com\/package\/@jssl\/([a-z-]+)$/.exec(target) ?? [];
    if (!npm && /^(https?:|#|mailto:)/.test(target)) return whole;
    const [path, anchor] = target.split('#');
    const file = npm ? `packages/${npm}` : posix.join(posix.dirname(source), path);
    const page = pages.get(file) ?? pages.get(posix.join(file, 'README.md'));
    if (!page) return words.replace(/^\[|\]$/g, '');
    return `${words}(${posix.relative(here, page) || posix.basename(page)}${anchor ? `#${anchor}` : ''})`;
  };
  return text
    .split(/^(```[\s\S]*?^```$)/m)
    .map((part) =>
      part.startsWith('```') ? part : part.replace(/(?<!!)(\[[^\]]*\])\(([^)\s]+)\)/g, link),
    )
    .join('');
}
