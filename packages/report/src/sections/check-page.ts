import { drawPage, type PageSection } from '../page/draw-page.js';
import { html, type Html } from '../page/html.js';
import { readPageFiles } from '../page/page-files.js';
import { breakable, leftOutNote } from '../page/page-parts.js';
import { writePage } from '../page/write-page.js';

/** An image on the page. */
export interface CheckedImage {
  readonly name: string;
  /** The lines below it: its split, its label, what is wrong. */
  readonly lines: readonly string[];
  /** A `data:` URL of a picture. */
  readonly picture: string;
}

/** A part of the page with a heading. */
export interface CheckedSection {
  readonly title: string;
  /** Images that belong together, such as an original and its copies, one group per row. */
  readonly groups: readonly (readonly CheckedImage[])[];
  /** A list below the pictures, such as files that cannot be drawn; default: none. */
  readonly lines?: readonly string[];
  /** Number of images that are not shown. */
  readonly leftOut: number;
}

/** The content of the page. */
export interface CheckPage {
  readonly title: string;
  /** A sentence on what was checked. */
  readonly about: string;
  readonly findings: readonly { readonly level: string; readonly text: string }[];
  readonly sections: readonly CheckedSection[];
}

/**
 * Draws the problems of a data set, with pictures, as one self-contained HTML file without a script.
 * @returns HTML; all text in it is escaped.
 * @example
 * ```ts
 * import { checkPage } from '@jssl/report';
 *
 * const picture = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=';
 * const html = checkPage({
 *   title: 'photos',
 *   about: '20 images.',
 *   findings: [{ level: 'note', text: '1 image that is tiny' }],
 *   sections: [{ title: 'Tiny', groups: [[{ name: 'a.png', lines: ['1x1'], picture }]], leftOut: 0 }],
 * });
 * console.log(html.includes('a.png'), html.includes('<script')); // true false
 * ```
 */
export function checkPage({ title, about, findings, sections }: CheckPage): string {
  const first: PageSection = {
    id: 'findings',
    title: 'Findings',
    content:
      findings.length === 0
        ? html`<p>Found no problems that would spoil training.</p>`
        : html`<ul>
            ${findings.map(({ level, text }) => html`<li><b>${level}</b>: ${text}</li>`)}
          </ul>`,
  };
  const others = sections.map((section, at) => drawSection(section, `section-${at}`));
  return drawPage(
    { title, kind: 'JSSL data check', about, sections: [first, ...others] },
    readPageFiles({ charts: false }),
  );
}

function drawSection(
  { title, groups, lines = [], leftOut }: CheckedSection,
  id: string,
): PageSection {
  return {
    id,
    title,
    content: html`${groups.map(drawGroup)}
    ${
      lines.length > 0 &&
      html`<ul>
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }
    ${leftOut > 0 && leftOutNote(`${leftOut} more are not shown; the CSV and JSON lists contain all of them.`)}`,
  };
}

function drawGroup(images: readonly CheckedImage[]): Html {
  const [first, ...others] = images;
  if (!first) return html``;
  return html`<div class="query-row">
    ${drawImage(first)}
    <ol>
      ${others.map((image) => html`<li>${drawImage(image)}</li>`)}
    </ol>
  </div>`;
}

function drawImage({ name, lines, picture }: CheckedImage): Html {
  return html`<figure>
    <img src="${picture}" alt="${name}" loading="lazy" />
    <figcaption>
      <span>${breakable(name)}</span>
      ${lines.map((line) => html`<span>${line}</span>`)}
    </figcaption>
  </figure>`;
}

/**
 * Writes the page of {@link checkPage}, replacing an earlier page of JSSL.
 * @throws InputError when another file is in its place, or it cannot be written.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { writeCheckPage } from '@jssl/report';
 *
 * writeCheckPage('check.html', { title: 'photos', about: '', findings: [], sections: [] });
 * console.log(existsSync('check.html')); // true
 * ```
 */
export function writeCheckPage(file: string, content: CheckPage): void {
  writePage(file, checkPage(content));
}
