import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The script of Apache ECharts: the copy that `npm pack` puts into the package, or the installed library, as
 * in this repository.
 */
export function chartsLibrary(): Buffer {
  const packed = new URL('../../page/vendor/echarts.min.js', import.meta.url);
  if (existsSync(packed)) return readFileSync(packed);
  return readFileSync(createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js'));
}
