/** `node make-site.js SITE` writes SITE, a folder for any web server: the page, its worker and WebAssembly. */
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const [site] = process.argv.slice(2);
if (!site) {
  console.error('usage: node make-site.js SITE');
  process.exit(2);
}

const page = join(import.meta.dirname, 'page');
await mkdir(site, { recursive: true });
await build({
  entryPoints: [join(page, 'page.js'), join(page, 'worker.js')],
  outdir: site,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'linked',
  logLevel: 'warning',
});
for (const file of ['index.html', 'style.css', 'icon.svg']) {
  await cp(join(page, file), join(site, file));
}
// TensorFlow.js loads the one that the browser can run.
const wasm = dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')));
for (const kind of ['', '-simd', '-threaded-simd']) {
  const file = `tfjs-backend-wasm${kind}.wasm`;
  await cp(join(wasm, file), join(site, file));
}
console.log(`copy ${site} to a web server`);
