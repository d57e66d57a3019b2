import { html, type Html } from '../page/html.js';
import { count, percent, section, table, tableOf } from '../page/page-parts.js';
import { isLeftOut, type Gallery, type KnnStudy, type RunStudy } from '../study/run-study.js';

/** Classes in each of the lists of the best and the worst. */
const LISTED = 5;
/** A larger matrix is told as its largest confusions. */
const LARGEST_TABLE = 20;
const CONFUSIONS = 50;

/** What the kNN takes for what: the confusion matrix, and the best and the worst classes. */
export function drawClasses({ knn, gallery }: RunStudy): Html {
  if (isLeftOut(knn)) {
    return section('classes', 'Classes', html`<p class="left-out">${knn.leftOut}</p>`);
  }
  const { classes = [] } = gallery;
  const ranked = rankClasses(knn, gallery);
  const listed = Math.min(LISTED, Math.ceil(ranked.length / 2));
  return section(
    'classes',
    'Classes',
    html`<p>By weighted kNN on the trained encoder’s features, over the images on the map.</p>
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
          <p>Each row is a true class, and shows what its images were taken for.</p>
        </figcaption>
        <div
          class="chart confusion"
          id="confusion-chart"
          role="img"
          aria-label="Confusion matrix of ${classes.length} classes; its numbers are in the table below"
        ></div>
        ${tableOf('the confusion matrix', confusionTable(knn, classes))}
      </figure>`,
  );
}

interface RankedClass {
  readonly name: string;
  readonly images: number;
  readonly right: number;
  /** What it is taken for most, when not for itself. */
  readonly mistaken: { readonly name: string; readonly share: number } | undefined;
}

/** The classes that have images, the one that is most often right first. */
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
        right: trained.perClass[label] ?? NaN,
        mistaken: share > 0 ? { name: classes[most] ?? String(most), share } : undefined,
      };
    })
    .filter(({ images }) => images > 0)
    .sort((one, other) => other.right - one.right);
}

function drawList(ranked: readonly RankedClass[]): Html {
  return html`<ul class="bars two-lines">
    ${ranked.map(
      ({ name, images, right, mistaken }) =>
        html`<li>
          <span class="name">${name}</span
          ><span class="track"><i style="width: ${(right * 100).toFixed(2)}%"></i></span
          ><span class="value">${percent(right)}</span>
          <small
            >${count(images)}
            images${mistaken && `; ${percent(mistaken.share)} taken for ${mistaken.name}`}</small
          >
        </li>`,
    )}
  </ul>`;
}

function confusionTable({ rows: [{ confusion }] }: KnnStudy, classes: readonly string[]): Html {
  if (classes.length <= LARGEST_TABLE) {
    return table(
      'Images of each true class (rows) by the class that they were taken for (columns)',
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
    ['true class', 'taken for', 'images'],
    confused.map(({ images, label, other }) => [
      classes[label] ?? '',
      classes[other] ?? '',
      count(images),
    ]),
  );
}
