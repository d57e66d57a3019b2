import { html, type Html } from '../page/html.js';
import { count, leftOutNote, percent, table, tableOf } from '../page/page-parts.js';
import type { KnnStudy } from '../study/compare-features.js';
import { studyGallery, type Gallery } from '../study/gallery-study.js';
import { studyKnn } from '../study/knn-study.js';
import { isLeftOut } from '../study/left-out.js';
import type { EmbeddingMap } from '../study/map-layout.js';
import { studyMap } from '../study/map-study.js';
import type { Neighbors } from '../study/neighbors.js';
import { studyNeighbors, type NeighborStudy } from '../study/neighbor-study.js';
import { drawnFrom } from './drawn-from.js';
import { runSection } from './section.js';

/** The map of the embeddings, drawn by the page's script. */
export const mapSection = runSection({
  id: 'map',
  title: 'Map of the embeddings',
  takes: { map: studyMap, gallery: studyGallery, knn: studyKnn, neighbors: studyNeighbors },
  draw: ({ study: { map, gallery, knn, neighbors } }) => {
    if (isLeftOut(map)) return { content: leftOutNote(map.leftOut) };
    const trained = isLeftOut(knn) ? undefined : knn.rows[0];
    const near = isLeftOut(neighbors) ? undefined : neighbors.all;
    return {
      content: drawMap(gallery, trained),
      data: mapData(map, gallery, { trained, near }),
      pictures: { gallery: gallery.thumbnails },
    };
  },
});

type Trained = KnnStudy['rows'][0] | undefined;

function mapData(
  map: EmbeddingMap,
  gallery: Gallery,
  { trained, near }: { readonly trained: Trained; readonly near: NeighborStudy['all'] | undefined },
) {
  const { names, labels, classes, thumbnails, test, training } = gallery;
  const { columns, rows } = thumbnails;
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  const listed = ({ indices, similarities }: Neighbors) => [indices, similarities.map(rounded)];
  return {
    classes,
    map: {
      points: map.map(([x, y]) => [rounded(x), rounded(y)]),
      ...{ names, labels, columns, rows },
      ...(trained && { predictions: [...trained.predictions] }),
      // Only where both kinds are shown is it worth saying which is which.
      ...(training.shown > 0 && test.shown > 0 && { testImages: test.shown }),
      ...(near && { near: { encoder: near.encoder.map(listed), pixels: near.pixels.map(listed) } }),
    },
  };
}

function drawMap(gallery: Gallery, trained: Trained): Html {
  const { names, classes, labels } = gallery;
  return html`<p>
      ${drawnFrom(gallery)}, laid out by UMAP: images with similar features are near each other. The
      axes and the distances between groups have no meaning.
      ${
        classes
          ? 'Colors show the classes, which the encoder never saw.'
          : 'The images have no labels, so all points have one color.'
      }
    </p>
    <figure class="card map-card">
      <div class="toolbar">
        ${
          classes &&
          html`<label
            >Show
            <select id="map-class">
              <option value="">all classes</option>
              ${classes.map((name, label) => html`<option value="${label}">${name}</option>`)}
            </select></label
          >`
        }
        <span class="buttons">
          <button type="button" id="map-in" aria-label="zoom in">+</button>
          <button type="button" id="map-out" aria-label="zoom out">−</button>
          <button type="button" id="map-whole">whole map</button>
        </span>
      </div>
      <div class="map-and-near">
        <div
          class="chart map"
          id="map-chart"
          role="application"
          tabindex="0"
          aria-label="Map of ${count(names.length)} images"
          aria-describedby="map-help"
        ></div>
        <div class="near" id="map-near" role="group" aria-label="Nearest neighbors">
          <p class="fine">Click a point to see the images nearest to it.</p>
        </div>
      </div>
      <p id="map-said" class="hidden" aria-live="polite"></p>
      <p id="map-help" class="fine">
        Point at an image to see it, click it for its neighbors. Drag to move; Ctrl and wheel, or
        two fingers, to zoom. Keys: arrows move, + and − zoom, 0 shows the whole map, N and P go to
        the next and the previous image, Enter shows its neighbors.
      </p>
      ${classes && drawColors(classes)}
      ${classes && tableOf('the map', drawClassTable(classes, labels, trained))}
    </figure>`;
}

/** With more classes, colors cannot be told apart and are not listed. */
const LISTED = 24;

function drawColors(classes: readonly string[]): Html {
  if (classes.length > LISTED) {
    return html`<p class="fine">
      There are ${classes.length} classes, too many to tell apart by color: select one above.
    </p>`;
  }
  return html`<ul class="key">
    ${classes.map((name, label) => html`<li><i class="dot" data-class="${label}"></i>${name}</li>`)}
  </ul>`;
}

/** The sizes of the classes and their accuracies. */
function drawClassTable(
  classes: readonly string[],
  labels: Gallery['labels'] = [],
  trained: Trained,
): Html {
  const sizes = classes.map((_, label) => labels.filter((one) => one === label).length);
  return table(
    'Images of each class on the map, and the share of all its test images classified correctly by kNN',
    ['class', 'images', 'correct'],
    classes.map((name, label) => [
      name,
      count(sizes[label] ?? 0),
      percent(trained?.perClass[label]),
    ]),
  );
}
