import { html, type Html } from '../page/html.js';
import { count, percent, section, table, tableOf } from '../page/page-parts.js';
import { isLeftOut, type RunStudy } from '../study/run-study.js';

/** The map of the embeddings, which the page's script fills. */
export function drawMap(study: RunStudy): Html {
  const { map, gallery } = study;
  if (isLeftOut(map)) {
    return section('map', 'Map of the embeddings', html`<p class="left-out">${map.leftOut}</p>`);
  }
  const { names, total, from, classes } = gallery;
  const shown =
    names.length < total
      ? `${count(names.length)} of ${count(total)} ${from} images`
      : `${count(total)} ${from} images`;
  return section(
    'map',
    'Map of the embeddings',
    html`<p>
        ${shown}, placed by UMAP so that images with similar features are near each other. Axes and
        distances between groups mean nothing.
        ${
          classes
            ? 'Colors are the classes, which the encoder was never told.'
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
        <div
          class="chart map"
          id="map-chart"
          role="application"
          tabindex="0"
          aria-label="Map of ${count(names.length)} images"
          aria-describedby="map-help"
        ></div>
        <p id="map-said" class="hidden" aria-live="polite"></p>
        <p id="map-help" class="fine">
          Point at an image to see it. Drag to move; Ctrl and wheel, or two fingers, to zoom. Keys:
          arrows move, + and − zoom, 0 shows all, N and P go to the next and the previous image.
        </p>
        ${classes && drawColors(classes)}
        ${classes && tableOf('the map', drawClassTable(study, classes))}
      </figure>`,
  );
}

/** Classes beyond these are not listed by color, in which nobody could tell them apart. */
const LISTED = 24;

function drawColors(classes: readonly string[]): Html {
  if (classes.length > LISTED) {
    return html`<p class="fine">
      ${classes.length} classes, too many to tell by color: choose one above.
    </p>`;
  }
  return html`<ul class="key">
    ${classes.map((name, label) => html`<li><i class="dot" data-class="${label}"></i>${name}</li>`)}
  </ul>`;
}

/** What the map shows, in numbers: whether the images of a class lie together. */
function drawClassTable({ gallery, knn }: RunStudy, classes: readonly string[]): Html {
  const { labels = [] } = gallery;
  const sizes = classes.map((_, label) => labels.filter((one) => one === label).length);
  const right = isLeftOut(knn) ? undefined : knn.rows[0].perClass;
  return table(
    'Images of each class on the map, and how many of them their nearest neighbors classify rightly',
    ['class', 'images', 'classified rightly'],
    classes.map((name, label) => [name, count(sizes[label] ?? 0), percent(right?.[label])]),
  );
}
