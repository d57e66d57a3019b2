import { html, type Html } from '../page/html.js';
import { count, leftOutNote, percent, picture } from '../page/page-parts.js';
import { studyGallery, type Gallery } from '../study/gallery-study.js';
import { isLeftOut } from '../study/left-out.js';
import type { Neighbors } from '../study/neighbors.js';
import { studyNeighbors, type Sample } from '../study/neighbor-study.js';
import { drawnFrom } from './drawn-from.js';
import { runSection } from './section.js';

/** A few images with their nearest neighbors, by the encoder and by raw pixels. */
export const neighborsSection = runSection({
  id: 'neighbors',
  title: 'Nearest neighbors',
  takes: { neighbors: studyNeighbors, gallery: studyGallery },
  draw: ({ study: { neighbors, gallery } }) => {
    if (isLeftOut(neighbors)) return { content: leftOutNote(neighbors.leftOut) };
    const { samples, sameClass } = neighbors;
    return {
      content: html`<p>
          ${drawnFrom(gallery)} are searched. The most similar images come first, by the encoder’s
          features and, for comparison, by raw pixels.
          ${gallery.test.shown > 0 && 'The images on the left are test images.'}
          ${
            sameClass &&
            html`Neighbors of the same class are outlined. Over all
            ${count(gallery.test.shown || gallery.names.length)}
            ${gallery.test.shown > 0 ? 'test images' : 'images'} on the map, these are
            ${percent(sameClass.encoder)} of the neighbors by the encoder and
            ${percent(sameClass.pixels)} by raw pixels.`
          }
        </p>
        <div class="samples">${samples.map((sample) => drawSample(sample, gallery))}</div>`,
      pictures: { gallery: gallery.thumbnails },
    };
  },
});

function drawSample({ image, encoder, pixels }: Sample, gallery: Gallery): Html {
  const name = gallery.names[image] ?? '';
  const label = className(gallery, image);
  const { labels } = gallery;
  const same = (index: number) => labels !== undefined && labels[index] === labels[image];
  const drawRow = (title: string, { indices, similarities }: Neighbors) =>
    html`<h3>
        ${title}${
          labels &&
          html`<small>${indices.filter(same).length} of ${indices.length} of the same class</small>`
        }
      </h3>
      <ol class="row">
        ${indices.map(
          (index, rank) =>
            html`<li>
              ${picture(gallery.thumbnails, index, {
                sprite: 'gallery',
                label: `${nameOf(gallery, index)}, similarity ${(similarities[rank] ?? NaN).toFixed(2)}${same(index) ? ', same class' : ''}`,
                extra: same(index) ? 'same' : '',
              })}
            </li>`,
        )}
      </ol>`;
  return html`<article class="card sample">
    <header>
      ${picture(gallery.thumbnails, image, { sprite: 'gallery', label: nameOf(gallery, image) })}
      <p><b>${label ?? name}</b>${label !== undefined && html`<small>${name}</small>`}</p>
    </header>
    ${drawRow('Encoder', encoder)} ${drawRow('Raw pixels', pixels)}
  </article>`;
}

function className({ classes, labels }: Gallery, image: number): string | undefined {
  return classes?.[labels?.[image] ?? NaN];
}

/** An image's name and class, if it has one. */
function nameOf(gallery: Gallery, image: number): string {
  const label = className(gallery, image);
  return `${gallery.names[image] ?? ''}${label === undefined ? '' : `, ${label}`}`;
}
