/**
 * Bundles the page of `jssl explore` into `dist/page`: one script, one style sheet, the HTML, and the licenses of
 * what the script contains.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, 'dist', 'page');
mkdirSync(out, { recursive: true });
const { metafile, outputFiles } = await build({
  entryPoints: [join(here, 'page', 'explorer.tsx'), join(here, 'page', 'explorer.css')],
  outdir: out,
  bundle: true,
  minify: true,
  metafile: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  absWorkingDir: here,
  tsconfigRaw: {},
});
/** Writes a file unless it is as it should be: tests may be reading it. */
function write(file, content) {
  const bytes = Buffer.from(content);
  if (!existsSync(file) || !readFileSync(file).equals(bytes)) writeFileSync(file, bytes);
}

for (const { path, contents } of outputFiles) write(path, contents);
write(join(out, 'index.html'), readFileSync(join(here, 'page', 'index.html')));

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
write(join(out, 'LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
