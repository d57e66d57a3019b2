import { drawPage, type PageSection } from '../page/draw-page.js';
import { html, type Html } from '../page/html.js';
import { readPageFiles } from '../page/page-files.js';

/** An image on the page. */
export interface PageImage {
  readonly name: string;
  readonly label?: string;
  /** A `data:` URL of a picture. */
  readonly picture: string;
}

/** An image with the images most similar to it. */
export interface PageQuery extends PageImage {
  /** The most similar first; similarity is a cosine. */
  readonly neighbors: readonly (PageImage & { readonly similarity: number })[];
}

/** The content of the page. */
export interface NeighborsPage {
  readonly title: string;
  /** A sentence on where the neighbors come from. */
  readonly about: string;
  readonly queries: readonly PageQuery[];
}

/**
 * Draws images with their nearest neighbors as one self-contained HTML file without a script.
 * @returns HTML; all text in it is escaped.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { neighborsPage } from '@jssl/report';
 *
 * const picture = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=';
 * const html = neighborsPage({
 *   title: 'Neighbors',
 *   about: 'By cosine similarity.',
 *   queries: [
 *     { name: 'a.png', picture, neighbors: [{ name: 'b.png', picture, similarity: 0.6 }] },
 *   ],
 * });
 * writeFileSync('neighbors.html', html);
 * console.log(html.includes('b.png'), html.includes('<script')); // true false
 * ```
 */
export function neighborsPage({ title, about, queries }: NeighborsPage): string {
  const sections = queries.map((query, index) => drawQuery(query, `query-${index}`));
  return drawPage(
    { title, kind: 'JSSL neighbors', about, sections },
    readPageFiles({ charts: false }),
  );
}

function drawQuery({ name, label, picture, neighbors }: PageQuery, id: string): PageSection {
  return {
    id,
    title: name,
    content: html`<div class="query-row">
      ${drawImage({ name, picture }, [label])}
      <ol>
        ${neighbors.map(
          (image) =>
            html`<li>
              ${drawImage(image, [image.similarity.toFixed(4), image.name, image.label])}
            </li>`,
        )}
      </ol>
    </div>`,
  };
}

function drawImage({ name, picture }: PageImage, lines: readonly (string | undefined)[]): Html {
  return html`<figure>
    <img src="${picture}" alt="${name}" />
    <figcaption>
      ${lines.map((line) => line !== undefined && html`<span>${line}</span>`)}
    </figcaption>
  </figure>`;
}
