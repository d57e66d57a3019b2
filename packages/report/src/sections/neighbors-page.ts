import { drawPage, type PageSection } from '../page/draw-page.js';
import { html, type Html } from '../page/html.js';
import { readPageFiles } from '../page/page-files.js';

/** An image on the page. */
export interface PageImage {
  readonly name: string;
  /** Its class. */
  readonly label?: string;
  /** A `data:` URL of a picture. */
  readonly picture: string;
}

/** A neighbor of an image. */
export interface PageNeighbor {
  /** Its index in the images of the page. */
  readonly image: number;
  /** Cosine. */
  readonly similarity: number;
}

/** An image with the images most similar to it, the most similar first. */
export interface PageQuery {
  /** Its index in the images of the page. */
  readonly image: number;
  readonly encoder: readonly PageNeighbor[];
  /** The same by raw pixels; undefined if they were not compared. */
  readonly pixels?: readonly PageNeighbor[] | undefined;
}

/** The content of the page. */
export interface NeighborsPage {
  readonly title: string;
  /** A sentence on where the neighbors come from. */
  readonly about: string;
  /** All images on the page. */
  readonly images: readonly PageImage[];
  /** The images to find neighbors of. */
  readonly queries: readonly PageQuery[];
  /** The neighbors of other images, shown after a click on one of them. Default: none. */
  readonly others?: readonly PageQuery[];
}

/** Most neighbors in a line, on a wide and on a narrow screen. */
const WIDE = 10;
const NARROW = 5;

/**
 * Draws images with their nearest neighbors as one self-contained HTML file without a script. Neighbors of the
 * image's class are marked. A click on a neighbor that is among `queries` or `others` shows its own neighbors.
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
 *   images: [
 *     { name: 'a.png', picture },
 *     { name: 'b.png', picture },
 *   ],
 *   queries: [{ image: 0, encoder: [{ image: 1, similarity: 0.6 }] }],
 * });
 * writeFileSync('neighbors.html', html);
 * console.log(html.includes('b.png'), html.includes('<script')); // true false
 * ```
 */
export function neighborsPage(content: NeighborsPage): string {
  const { title, about, images, queries, others = [] } = content;
  const asked = new Set(queries.map(({ image }) => image));
  const further = others.filter(({ image }) => !asked.has(image));
  const known = new Set([...asked, ...further.map(({ image }) => image)]);
  const drawn = (query: PageQuery): PageSection => ({
    id: idOf(query.image),
    title: images[query.image]?.name ?? '',
    content: drawQuery(query, images, known),
  });
  const files = readPageFiles({ charts: false });
  const page = {
    ...{ title, kind: 'JSSL neighbors', about },
    sections: queries.map(drawn),
    further: further.map((one) => {
      const section = drawn(one);
      const back = html`<p><a href="#main">Back to the images that were asked for</a></p>`;
      return { ...section, content: html`${back}${section.content}` };
    }),
  };
  return drawPage(page, { ...files, style: files.style + images.map(pictureRule).join('') });
}

const idOf = (image: number) => `image-${image}`;

/** Each picture is in the page once, however often it is shown. */
function pictureRule({ picture }: PageImage, image: number): string {
  // A data URL: letters, digits and + / = ; , : only.
  const url = /^data:image\/[a-z]+;base64,[\w+/=]*$/.exec(picture)?.[0] ?? 'data:,';
  return `.i${image}{background-image:url(${url})}`;
}

function drawQuery(
  { image, encoder, pixels }: PageQuery,
  images: readonly PageImage[],
  known: ReadonlySet<number>,
): Html {
  const { name = '', label } = images[image] ?? {};
  const row = (title: string, neighbors: readonly PageNeighbor[]) => {
    const labels = neighbors.map((one) => images[one.image]?.label);
    return html`<h3>${title}<small>${classesOf(label, labels)}</small></h3>
      <ol class="found" style="${columnsFor(neighbors.length)}">
        ${neighbors.map((one) => drawNeighbor(one, images, { label, known }))}
      </ol>`;
  };
  return html`<div class="query-row">
    <figure>
      <span class="thumb i${image}" role="img" aria-label="${name}"></span>
      ${label !== undefined && html`<figcaption>${label}</figcaption>`}
    </figure>
    <div>${row('Encoder', encoder)}${pixels && row('Raw pixels', pixels)}</div>
  </div>`;
}

/** How many neighbors have the class of the image or, if that is unknown, which class most of them have. */
function classesOf(label: string | undefined, labels: readonly (string | undefined)[]): string {
  const known = labels.filter((one) => one !== undefined);
  if (known.length === 0) return '';
  const times = (one: string) => known.filter((other) => other === one).length;
  const among = `of ${labels.length}`;
  if (label !== undefined) return `${times(label)} ${among} of the same class`;
  const [most = ''] = [...new Set(known)].sort((one, other) => times(other) - times(one));
  return `${times(most)} ${among} are ${most}`;
}

function drawNeighbor(
  { image, similarity }: PageNeighbor,
  images: readonly PageImage[],
  query: { readonly label: string | undefined; readonly known: ReadonlySet<number> },
): Html {
  const { name = '', label } = images[image] ?? {};
  const isSame = label !== undefined && label === query.label;
  const content = html`<i class="thumb i${image}"></i
    ><b>${similarity.toFixed(4)}</b>${drawName(name)}
    ${label !== undefined && html`<span title="${label}">${isSame && SAME}${label}</span>`}`;
  return html`<li class="${isSame && 'same'}">
    ${query.known.has(image) ? html`<a href="#${idOf(image)}">${content}</a>` : content}
  </li>`;
}

/** The end of a long name stays visible: names of cameras differ in their last digits. */
function drawName(name: string): Html {
  const file = name.split('/').at(-1) ?? name;
  const [begin, end] = [file.slice(0, -END), file.slice(-END)];
  return html`<span class="file" title="${name}"><span>${begin}</span>${end}</span>`;
}

/** Characters that are never cut off. */
const END = 8;

/** Color alone does not tell. */
const SAME = html`<span aria-label="same class:">✓ </span>`;

/** Lines of equal length, so that no few neighbors are left over in the last one. */
function columnsFor(neighbors: number): string {
  const columns = (most: number) => Math.ceil(neighbors / Math.ceil(neighbors / most) || 1);
  return `--wide:${columns(WIDE)};--narrow:${columns(NARROW)}`;
}
