import { html, type Html } from '../page/html.js';
import { count, leftOutNote, percent, table, tableOf } from '../page/page-parts.js';
import type { KnnStudy } from '../study/compare-features.js';
import { studyGallery, type Gallery } from '../study/gallery-study.js';
import { studyKnn } from '../study/knn-study.js';
import { isLeftOut } from '../study/left-out.js';
import { runSection } from './section.js';

/** Classes in each of the lists of the best and the worst. */
const LISTED = 5;
/** Of a larger matrix only the largest confusions are listed. */
const LARGEST_TABLE = 20;
const CONFUSIONS = 50;

/** The best and the worst classes, and the confusion matrix. */
export const classesSection = runSection({
  id: 'classes',
  title: 'Classes',
  takes: { knn: studyKnn, gallery: studyGallery },
  draw: ({ study: { knn, gallery } }) => {
    if (isLeftOut(knn)) return { content: leftOutNote(knn.leftOut) };
    const { classes = [] } = gallery;
    return {
      content: drawClasses(knn, gallery),
      data: { classes, confusion: knn.rows[0].confusion },
    };
  },
});

function drawClasses(knn: KnnStudy, gallery: Gallery): Html {
  const { classes = [] } = gallery;
  const ranked = rankClasses(knn, gallery);
  const listed = Math.min(LISTED, Math.ceil(ranked.length / 2));
  return html`<p>
      By weighted kNN with the trained encoder’s features, on all ${count(knn.testImages)} test
      images.
    </p>
    <div class="charts wide">
      <div class="card">
        <h3>Best</h3>
        ${drawList(ranked.slice(0, listed))}
      </div>
      <div class="card">
        <h3>Worst</h3>
        ${drawList(ranked.slice(listed).slice(-LISTED).reverse())}
      </div>
    </div>
    <figure class="card">
      <figcaption>
        <h3>Confusion matrix</h3>
        <p>
          Each row is a true class and shows what its test images were classified as, in percent of
          the images of that class. Correct ones are on the diagonal.
        </p>
      </figcaption>
      <p class="scale" aria-hidden="true">0 %<i></i>100 % of the true class</p>
      <div
        class="chart confusion"
        id="confusion-chart"
        role="img"
        aria-label="Confusion matrix of ${classes.length} classes; its numbers are in the table below"
      ></div>
      ${tableOf('the confusion matrix', confusionTable(knn, classes))}
    </figure>`;
}

interface RankedClass {
  readonly name: string;
  readonly images: number;
  readonly accuracy: number;
  /** The class it is most often confused with. */
  readonly confused: { readonly name: string; readonly share: number } | undefined;
}

/** The classes that have images, the most accurate first. */
export function rankClasses(
  { rows: [trained] }: KnnStudy,
  { classes = [] }: Gallery,
): RankedClass[] {
  return trained.confusion
    .map((row, label) => {
      const images = row.reduce((sum, one) => sum + one, 0);
      const others = row.map((one, other) => (other === label ? 0 : one));
      const most = others.indexOf(Math.max(...others));
      const share = (others[most] ?? 0) / images;
      return {
        name: classes[label] ?? String(label),
        images,
        accuracy: trained.perClass[label] ?? NaN,
        confused: share > 0 ? { name: classes[most] ?? String(most), share } : undefined,
      };
    })
    .filter(({ images }) => images > 0)
    .sort((one, other) => other.accuracy - one.accuracy);
}

function drawList(ranked: readonly RankedClass[]): Html {
  return html`<ul class="bars two-lines">
    ${ranked.map(
      ({ name, images, accuracy, confused }) =>
        html`<li>
          <span class="name">${name}</span
          ><span class="track"><i style="width: ${(accuracy * 100).toFixed(2)}%"></i></span
          ><span class="value">${percent(accuracy)}</span>
          <small
            >${count(images)}
            images${confused && `; ${percent(confused.share)} classified as ${confused.name}`}</small
          >
        </li>`,
    )}
  </ul>`;
}

function confusionTable({ rows: [{ confusion }] }: KnnStudy, classes: readonly string[]): Html {
  if (classes.length <= LARGEST_TABLE) {
    return table(
      'Images of each true class (rows) by predicted class (columns)',
      ['', ...classes],
      confusion.map((row, label) => [classes[label] ?? '', ...row.map(count)]),
    );
  }
  const confused = confusion
    .flatMap((row, label) => row.map((images, other) => ({ images, label, other })))
    .filter(({ images, label, other }) => images > 0 && label !== other)
    .sort((one, other) => other.images - one.images)
    .slice(0, CONFUSIONS);
  return table(
    `The ${confused.length} most frequent confusions`,
    ['true class', 'classified as', 'images'],
    confused.map(({ images, label, other }) => [
      classes[label] ?? '',
      classes[other] ?? '',
      count(images),
    ]),
  );
}
