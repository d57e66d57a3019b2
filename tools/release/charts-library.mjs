/**
 * Run by `npm pack` of @jssl/report: copies Apache ECharts, with its license, into the package, which embeds the
 * script in its pages; so the published package does not depend on all of ECharts (62 MB).
 *
 * Usage: node tools/release/charts-library.mjs copy|remove
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const report = fileURLToPath(new URL('../../packages/report/', import.meta.url));
const copies = join(report, 'page', 'vendor');
const [task] = process.argv.slice(2);
rmSync(copies, { recursive: true, force: true });
if (task === 'copy') {
  const find = createRequire(join(report, 'package.json'));
  const library = dirname(find.resolve('echarts/package.json'));
  mkdirSync(copies);
  for (const file of ['dist/echarts.min.js', 'LICENSE', 'NOTICE', 'licenses']) {
    cpSync(join(library, file), join(copies, file.replace('dist/', '')), { recursive: true });
  }
} else if (task !== 'remove') {
  process.stderr.write('charts-library: expected copy or remove\n');
  process.exit(2);
}
