import { readFileSync } from 'node:fs';

import { chartsLibrary } from './charts-library.js';
import { trusted, type Html } from './html.js';

/** The parts of the page's script, joined in this order inside one function. */
const scripts = ['theme.js', 'line-charts.js', 'map.js', 'confusion.js', 'main.js'];

/** The style sheet and the scripts of a page, as text. */
export interface PageFiles {
  readonly style: string;
  /** Inline scripts, in order. */
  readonly scripts: readonly string[];
}

/** Reads the style sheet and, for pages with charts, the scripts from the package's folder `page`. */
export function readPageFiles({ charts = true } = {}): PageFiles {
  const own = (name: string) =>
    readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8');
  const style = own('style.css');
  if (!charts) return { style, scripts: [] };
  return {
    style,
    scripts: [
      chartsLibrary().toString(),
      `(() => {\n'use strict';\n${scripts.map(own).join('\n')}})();`,
    ],
  };
}

/** An inline script. @throws Error for text that would end the script element early. */
export function inlineScript(text: string): Html {
  if (/<\/script|<!--/i.test(text))
    throw new Error('inlineScript: the text would end its own script element');
  return trusted(`<script>${text}</script>`);
}
