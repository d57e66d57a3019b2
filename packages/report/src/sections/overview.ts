import { formatInterval, formatLoss, type RunSummary } from '@jssl/trainer';

import { html, type Html } from '../page/html.js';
import { count, definitions, leftOutNote, percent, table } from '../page/page-parts.js';
import type { KnnStudy } from '../study/compare-features.js';
import { studyKnn } from '../study/knn-study.js';
import { isLeftOut } from '../study/left-out.js';
import { noLearningLoss } from './line-charts.js';
import { runSection } from './section.js';

/** The key figures, with accuracies compared with their baselines. */
export const overviewSection = runSection({
  id: 'overview',
  title: 'At a glance',
  takes: { knn: studyKnn },
  draw: ({ run, study: { knn, weights, sameImages } }) => ({
    content: html`<div class="glance">
        <div class="card">
          ${
            isLeftOut(knn)
              ? html`<h3>Accuracy</h3>
                  ${leftOutNote(`No accuracy. ${knn.leftOut}`)}`
              : drawAccuracy(knn)
          }
        </div>
        <div class="card">
          <h3>Learning</h3>
          ${drawLearning(run)} ${definitions(figures(run), 'figures')}
        </div>
      </div>
      ${
        weights === 'best' &&
        html`<p>
          Everything except the training curves is computed with the weights of the best epoch.
        </p>`
      }
      ${
        sameImages === false &&
        html`<p class="warnings" role="note">
          These are not the images the run was trained on, or they have changed since.
        </p>`
      }`,
  }),
});

function drawAccuracy(knn: KnnStudy): Html {
  const { rows, k, runK = k, temperature, bank, trainImages, testImages } = knn;
  const [{ top1Interval }] = rows;
  const all = comparedRows(knn);
  const some = (shown: number, all: number, what: string) =>
    shown < all ? `${count(shown)} of ${count(all)} ${what}` : `${count(shown)} ${what}`;
  return html`<h3>kNN accuracy, top-1</h3>
    <ul class="bars">
      ${all.map(
        ({ name, top1 }, place) =>
          html`<li class="${place === 0 && 'own'}">
            <span class="name">${name}</span
            ><span class="track"><i style="width: ${(top1 * 100).toFixed(2)}%"></i></span
            ><span class="value">${percent(top1)}</span>
          </li>`,
      )}
    </ul>
    <p>${verdict(knn)}</p>
    ${
      knn.unbalanced &&
      html`<p>
          The classes have different numbers of test images, so accuracy favors frequent classes.
          Balanced accuracy is the mean of the per-class accuracies.
        </p>
        ${table(
          'Balanced kNN accuracy',
          ['', 'balanced'],
          all.map(({ name, balanced }) => [name, percent(balanced)]),
        )}`
    }
    <p class="fine">
      ${count(testImages)} test images classified by ${some(bank, trainImages, 'training images')},
      k = ${k}${k < runK && html` (the run’s k is ${runK}, too many for these images)`}, temperature
      ${temperature}. 95 % interval of the trained encoder: ${formatInterval(top1Interval)} %.
    </p>`;
}

/** The measured rows, and those of guessing. */
function comparedRows({ rows, unbalanced, mostFrequent }: KnnStudy) {
  const chance = 1 / rows[0].perClass.length;
  return [
    ...rows,
    ...(unbalanced ? [mostFrequent] : []),
    { name: 'chance', top1: chance, balanced: chance },
  ];
}

/** The accuracies in a sentence. */
export function verdict({ rows: [trained, ...baselines], mostFrequent }: KnnStudy): string {
  const guessing = { ...mostFrequent, name: 'always guessing the most frequent class' };
  const [best] = [...baselines, guessing].sort((one, other) => other.top1 - one.top1);
  if (!best) return '';
  const points = Math.abs(trained.top1 - best.top1) * 100;
  const name = best.name.replace('random weights', 'the same network with random weights');
  if (trained.top1Interval.low > best.top1) {
    return `The encoder beats ${name} by ${points.toFixed(2)} points.`;
  }
  if (trained.top1Interval.high < best.top1) {
    return `The encoder is ${points.toFixed(2)} points behind ${name}: it has not learned enough to be useful yet.`;
  }
  return `The encoder is about as good as ${name}: the difference of ${points.toFixed(2)} points is within the interval below.`;
}

function drawLearning(run: RunSummary): Html {
  const [first, last] = [run.metrics[0], run.metrics.at(-1)];
  if (!first || !last) return leftOutNote('No epoch has ended yet.');
  const change =
    first === last
      ? `The loss is ${formatLoss(last.trainLoss)} after the first epoch`
      : `The loss went from ${formatLoss(first.trainLoss)} to ${formatLoss(last.trainLoss)}`;
  return html`<p>
    ${change}; an encoder that cannot tell the positive pair from the negatives stays at
    ${formatLoss(noLearningLoss(run, last))}.
  </p>`;
}

function figures({ metrics, config, data }: RunSummary): (readonly [string, string])[] {
  const last = metrics.at(-1);
  const seconds = metrics.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  return [
    ['images', data ?? 'unknown'],
    ['method', config.method],
    ['network', `${config.arch}, width ${config.width}`],
    ['epochs', `${metrics.length} of ${config.epochs}`],
    ...(last ? [['speed', `${last.imagesPerSecond.toFixed(0)} images/s`] as const] : []),
    ['training time', duration(seconds)],
  ];
}

/** A duration in its two largest units. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${whole % 60} s`;
  return `${whole} s`;
}
