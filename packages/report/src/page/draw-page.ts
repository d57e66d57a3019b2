import { createHash } from 'node:crypto';

import { dataScript, html, trusted, type Html } from './html.js';
import { inlineScript, type PageFiles } from './page-files.js';

/** By this a file is known to be a page of JSSL's, which another may replace. */
export const REPORT_MARK = '<meta name="generator" content="jssl report">';

/** What a page is made of. */
export interface PageContent {
  readonly title: string;
  /** Written above the title. */
  readonly kind: string;
  /** The sections to jump to. */
  readonly parts: readonly (readonly [id: string, name: string])[];
  readonly sections: readonly Html[];
  /** What the page's script draws. */
  readonly data: object;
  /** Styles besides those of every page. */
  readonly style?: readonly Html[];
}

/** One HTML file that needs no other and asks for none. */
export function drawPage(
  { title, kind, parts, sections, data, style = [] }: PageContent,
  files: PageFiles,
): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${trusted(REPORT_MARK)}
        <meta http-equiv="Content-Security-Policy" content="${policy(files)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – ${kind}</title>
        <style>
          ${trusted(files.style)}
          ${style}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <header class="top">
          <p class="kind">${kind}</p>
          <h1>${title}</h1>
          <nav aria-label="Parts of the report">
            ${parts.map(([id, name]) => html`<a href="#${id}">${name}</a> `)}
          </nav>
        </header>
        <main id="main">${sections}</main>
        <noscript><p class="warnings">The charts need JavaScript; the tables do not.</p></noscript>
        ${dataScript('data', data)} ${inlineScript(files.library)} ${inlineScript(files.script)}
      </body>
    </html> `;
  return page.html;
}

/** Lets nothing in but the two scripts, the styles and pictures within the file. */
function policy({ library, script }: PageFiles): string {
  const hashes = [library, script].map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
