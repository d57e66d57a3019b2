/**
 * The documentation site: `npm run site` builds it into tools/site/dist/site, `npm run site:dev` serves it
 * and follows changes of docs/. Its pages are those of docs/ and the READMEs, with the references of the
 * command line and of the API made from the sources. `--base /PATH/` for a server that has it below a path.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const site = dirname(fileURLToPath(import.meta.url));
const root = join(site, '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { base: { type: 'string', default: '/' } },
});

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) process.exit(status ?? 1);
}

// npm writes this file last.
if (!existsSync(join(site, 'node_modules', '.package-lock.json')))
  run('npm', ['ci', '--no-audit', '--no-fund'], site);

const { gatherPages } = await import('./gather-pages.mjs');
const { writeApiPages } = await import('./api-pages.mjs');
const { build, createServer } = await import('vitepress');

const pages = join(site, 'dist', 'pages');
rmSync(pages, { recursive: true, force: true });
gatherPages(root, pages);
await writeApiPages(root, join(pages, 'reference', 'api'));
// The command line runs from its sources, which Node reads by the hooks of its own tests.
run(
  process.execPath,
  [
    '--conditions=@jssl/source',
    '--import=./tools/testing/src/source-hooks.mjs',
    join(site, 'cli-pages.mjs'),
    join(pages, 'reference', 'cli'),
  ],
  root,
);

if (positionals[0] === 'dev') {
  const server = await createServer(site, { base: values.base });
  await server.listen();
  server.printUrls();
  watch(join(root, 'docs'), { recursive: true }, () => gatherPages(root, pages));
} else {
  await build(site, { base: values.base });
}
