/**
 * Bundles the page of `jssl explore` into `dist/page`: one script, one style sheet, the HTML, and the licenses of
 * what the script contains.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, 'dist', 'page');
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: [join(here, 'page', 'explorer.tsx'), join(here, 'page', 'explorer.css')],
  outdir: out,
  bundle: true,
  minify: true,
  metafile: true,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  absWorkingDir: here,
  tsconfigRaw: {},
});
cpSync(join(here, 'page', 'index.html'), join(out, 'index.html'));

/** The folder of each package in the bundle, by its name. */
const packages = new Map(
  Object.keys(metafile.inputs).flatMap((input) => {
    const [, path, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input) ?? [];
    return path && name ? [[name, join(here, path)]] : [];
  }),
);
const texts = [...packages].toSorted().map(([name, folder]) => {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
});
writeFileSync(join(out, 'LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
