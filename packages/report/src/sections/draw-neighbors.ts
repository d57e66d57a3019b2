import { html, type Html } from '../page/html.js';
import { percent, picture, section } from '../page/page-parts.js';
import type { Neighbors } from '../study/nearest-neighbors.js';
import { isLeftOut, type Gallery, type RunStudy, type Sample } from '../study/run-study.js';

/** Images with those nearest to them, to the encoder and as raw pixels. */
export function drawNeighbors({ neighbors, gallery }: RunStudy): Html {
  if (isLeftOut(neighbors)) {
    return section(
      'neighbors',
      'Nearest neighbors',
      html`<p class="left-out">${neighbors.leftOut}</p>`,
    );
  }
  const { samples, sameClass } = neighbors;
  return section(
    'neighbors',
    'Nearest neighbors',
    html`<p>
        The most similar of the images on the map, the most similar first, by the encoder’s features
        and, to compare, by raw pixels.
        ${
          sameClass &&
          html`Outlined neighbors are of the image’s own class: over all images
          ${percent(sameClass.encoder)} of the encoder’s, and ${percent(sameClass.pixels)} of the
          raw pixels’.`
        }
      </p>
      <div class="samples">${samples.map((sample) => drawSample(sample, gallery))}</div>`,
  );
}

function drawSample({ image, encoder, pixels }: Sample, gallery: Gallery): Html {
  const name = gallery.names[image] ?? '';
  const label = className(gallery, image);
  return html`<article class="card sample">
    <header>
      ${picture(gallery.thumbnails, 'gallery', image, nameOf(gallery, image))}
      <p><b>${label ?? name}</b>${label !== undefined && html`<small>${name}</small>`}</p>
    </header>
    ${drawRow('Encoder', image, encoder, gallery)} ${drawRow('Raw pixels', image, pixels, gallery)}
  </article>`;
}

function drawRow(
  title: string,
  image: number,
  { places, similarities }: Neighbors,
  gallery: Gallery,
): Html {
  const { labels } = gallery;
  const same = (place: number) => labels !== undefined && labels[place] === labels[image];
  return html`<h4>
      ${title}${labels && html`<small>${places.filter(same).length} of ${places.length}</small>`}
    </h4>
    <ol class="row">
      ${places.map((place, rank) => {
        const said = `${nameOf(gallery, place)}, similarity ${(similarities[rank] ?? NaN).toFixed(2)}`;
        return html`<li>
          ${picture(gallery.thumbnails, 'gallery', place, said, same(place) ? 'same' : '')}
        </li>`;
      })}
    </ol>`;
}

function className({ classes, labels }: Gallery, image: number): string | undefined {
  return classes?.[labels?.[image] ?? NaN];
}

/** An image's name and, where it has one, its class. */
function nameOf(gallery: Gallery, image: number): string {
  const label = className(gallery, image);
  return `${gallery.names[image] ?? ''}${label === undefined ? '' : `, ${label}`}`;
}
