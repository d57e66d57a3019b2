import { createHash } from 'node:crypto';

import { dataScript, html, trusted, type Html } from './html.js';
import { inlineScript, type PageFiles } from './page-files.js';
import { section } from './page-parts.js';
import { spriteStyle, type Sprite } from './sprite.js';

/** Marks a file as a page of JSSL, which another page may replace. */
export const REPORT_MARK = '<meta name="generator" content="jssl report">';

/** What is below the heading of a section. */
export interface SectionBody {
  readonly content: Html;
  /** Data for the page's script. */
  readonly data?: object;
  /** The pictures it shows, by the CSS class that shows them. */
  readonly pictures?: Readonly<Record<string, Sprite>>;
}

export interface PageSection extends SectionBody {
  readonly id: string;
  readonly title: string;
}

export interface PageContent {
  readonly title: string;
  /** Shown above the title. */
  readonly kind: string;
  /** A sentence below the title. */
  readonly about?: string;
  readonly sections: readonly PageSection[];
  /** Sections of which only the one that a link leads to is shown, alone. */
  readonly further?: readonly PageSection[];
}

/**
 * Draws one self-contained HTML file, which makes no requests.
 */
export function drawPage(
  { title, kind, about, sections, further = [] }: PageContent,
  { style, scripts }: PageFiles,
): string {
  const data = Object.assign({}, ...sections.map((one) => one.data)) as object;
  const pictures = Object.assign({}, ...sections.map((one) => one.pictures)) as Record<
    string,
    Sprite
  >;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${trusted(REPORT_MARK)}
        <meta http-equiv="Content-Security-Policy" content="${policy(scripts)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – ${kind}</title>
        <style>
          ${trusted(style)}
          ${Object.entries(pictures).map(([name, sprite]) => spriteStyle(name, sprite))}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <p class="kind">${kind}</p>
          <h1>${title}</h1>
          ${about !== undefined && html`<p>${about}</p>`}
          <nav aria-label="Sections">
            ${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}
          </nav>
        </header>
        <main id="main">
          ${sections.map(section)}
          ${further.length > 0 && html`<div class="further">${further.map(section)}</div>`}
        </main>
        ${
          scripts.length > 0 &&
          html`<noscript
              ><p class="warnings">The charts need JavaScript; the tables do not.</p></noscript
            >
            ${dataScript('data', data)} ${scripts.map(inlineScript)}`
        }
      </body>
    </html> `;
  return page.html;
}

/** Allows only the scripts, styles and pictures inside the file. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    ...(hashes.length > 0 ? [`script-src ${hashes.join(' ')}`] : []),
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
