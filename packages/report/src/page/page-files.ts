import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { trusted, type Html } from './html.js';

/** The page's own script, in this order within one function. */
const scripts = ['theme.js', 'line-charts.js', 'map.js', 'confusion.js', 'main.js'];

/** What every page holds: the styles, the charts' library and the page's script, as text. */
export interface PageFiles {
  readonly style: string;
  readonly library: string;
  readonly script: string;
}

/**
 * Reads the files of the page: its own are in the package's folder `page`.
 * @example
 * ```ts
 * import { readPageFiles } from '@jssl/report';
 *
 * console.log(Object.keys(readPageFiles())); // [ 'style', 'library', 'script' ]
 * ```
 */
export function readPageFiles(): PageFiles {
  const own = (name: string) =>
    readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8');
  const library = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js');
  return {
    style: own('style.css'),
    library: readFileSync(library, 'utf8'),
    script: `(() => {\n'use strict';\n${scripts.map(own).join('\n')}})();`,
  };
}

/** A script within the page. @throws Error for text that would end it early. */
export function inlineScript(text: string): Html {
  if (/<\/script|<!--/i.test(text))
    throw new Error('inlineScript: the text would end its own script');
  return trusted(`<script>${text}</script>`);
}
