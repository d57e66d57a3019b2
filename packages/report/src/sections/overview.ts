import { fillNames } from '@jssl/settings';
import { formatInterval, formatLoss, type RunSummary } from '@jssl/trainer';

import { flagOf } from '../page/flag-of.js';
import { html, type Html } from '../page/html.js';
import { count, definitions, leftOutNote, percent, table } from '../page/page-parts.js';
import type { KnnStudy } from '../study/compare-features.js';
import { studyKnn } from '../study/knn-study.js';
import { isLeftOut } from '../study/left-out.js';
import { noLearningLoss } from './line-charts.js';
import { contrastsOf, judgeEncoder } from '../verdict/judge-encoder.js';
import { trainingEvidence } from '../verdict/training-evidence.js';
import type { Verdict } from '../verdict/verdict.js';
import { runSection } from './section.js';

/** The key numbers, with accuracies compared with their baselines. */
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
              : drawAccuracy(knn, run)
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

function drawAccuracy(knn: KnnStudy, run: RunSummary): Html {
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
    <p class="verdict">${fillNames(reportVerdict(knn, run).template, flagOf)}</p>
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

/** What the accuracies mean, and what to do next. */
export function reportVerdict(
  { rows: [trained, ...baselines], mostFrequent, targets, testImages, trainImages }: KnnStudy,
  run: Pick<RunSummary, 'config' | 'metrics'>,
): Verdict {
  const guessed = targets.map((label) => Number(label === mostFrequent.label));
  const compared = [...baselines, { name: mostFrequent.name, right: guessed }];
  return judgeEncoder(contrastsOf(trained, compared), {
    ...{ use: 'use it for neighbors and duplicates', testImages },
    over: `${count(testImages)} test images`,
    training: trainingEvidence(run, trainImages),
  });
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
