/** An image on the page. */
export interface PageImage {
  readonly name: string;
  readonly label?: string;
  /** The address of a picture; a `data:` address keeps the page in one file. */
  readonly picture: string;
}

/** An image with what is most similar to it. */
export interface PageQuery extends PageImage {
  /** The most similar first; similarity is a cosine. */
  readonly neighbors: readonly (PageImage & { readonly similarity: number })[];
}

/** Everything on the page. */
export interface NeighborsPage {
  readonly title: string;
  /** A sentence on where this comes from. */
  readonly about: string;
  readonly queries: readonly PageQuery[];
}

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 20%, Canvas); }
body { font: 16px/1.4 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; background: Canvas; color: CanvasText; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 1rem; }
.row { display: grid; gap: 1rem; grid-template-columns: minmax(7rem, 10rem) 1fr; }
@media (max-width: 34rem) { .row { grid-template-columns: 1fr; } .query img { max-width: 10rem; } }
ol { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); list-style: none; margin: 0; padding: 0; }
figure { margin: 0; }
img { aspect-ratio: 1; background: var(--line); border-radius: 6px; border: 1px solid var(--line); box-sizing: border-box; display: block; object-fit: contain; width: 100%; }
figcaption { font-size: .8rem; margin-top: .25rem; overflow-wrap: anywhere; }
figcaption span { display: block; }
li span:first-child { font-weight: bold; }
`;

/**
 * A page of images with their neighbors: one file that needs no script and asks for nothing, in light
 * and in dark, on a wide screen and on a phone.
 * @returns HTML; all text in it is escaped.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { neighborsPage } from '@jssl/embeddings';
 *
 * const picture = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=';
 * const html = neighborsPage({
 *   title: 'Neighbors',
 *   about: 'By cosine.',
 *   queries: [
 *     { name: 'a.png', picture, neighbors: [{ name: 'b.png', picture, similarity: 0.6 }] },
 *   ],
 * });
 * writeFileSync('neighbors.html', html);
 * console.log(html.includes('b.png'), html.includes('<script')); // true false
 * ```
 */
export function neighborsPage({ title, about, queries }: NeighborsPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(about)}</p>
${queries.map(section).join('\n')}
</body>
</html>
`;
}

function section({ name, label, picture, neighbors }: PageQuery): string {
  const items = neighbors.map(
    (image) =>
      `<li>${figure(image, [image.similarity.toFixed(4), image.name, ...texts(image.label)])}</li>`,
  );
  return `<section>
<h2>${escaped(name)}</h2>
<div class="row">
<div class="query">${figure({ name, picture }, texts(label))}</div>
<ol>
${items.join('\n')}
</ol>
</div>
</section>`;
}

const texts = (text: string | undefined) => (text === undefined ? [] : [text]);

function figure({ name, picture }: PageImage, lines: readonly string[]): string {
  const caption = lines.map((line) => `<span>${escaped(line)}</span>`).join('');
  return `<figure><img src="${escaped(picture)}" alt="${escaped(name)}"><figcaption>${caption}</figcaption></figure>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
