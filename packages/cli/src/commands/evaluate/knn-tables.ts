import { formatInterval } from '@jssl/trainer';
import { rowName, type KnnMeasurement, type KnnRow } from '@jssl/workflows';

import { percent, table } from '../../terminal/table.js';
import { evaluationTable } from './evaluation-table.js';

/** Whether a row was measured, unlike chance. */
export function isKnnRow(row: KnnMeasurement['rows'][number]): row is KnnRow {
  return 'sweep' in row;
}

/** The accuracies, and every setting of a sweep, the chosen ones marked. */
export function knnTables({ rows, data }: KnnMeasurement): string[] {
  const measured = rows.filter(isKnnRow);
  const [first] = measured;
  const isSweep = (first?.sweep.length ?? 0) > 1;
  const title = isSweep
    ? 'kNN, best k and T'
    : `kNN, k ${first?.k ?? ''}, T ${first?.temperature ?? ''}`;
  const accuracies = evaluationTable(title, rows, data);
  if (!isSweep) return accuracies;
  const settings = measured.flatMap((row) =>
    row.sweep.map(({ k, temperature, validation, test }) => [
      rowName(row),
      String(k),
      String(temperature),
      percent(validation?.top1),
      percent(test.top1),
      ...(data.unbalanced ? [percent(test.balanced)] : []),
      percent(test.top5),
      k === row.k && temperature === row.temperature ? '*' : '',
    ]),
  );
  return [
    ...accuracies,
    '',
    'all settings; * is the best on validation images, where its accuracy is optimistic',
    ...table(
      [
        ...['kNN', 'k', 'T', 'validation', 'top-1'],
        ...(data.unbalanced ? ['balanced'] : []),
        ...['top-5', ''],
      ],
      settings,
    ),
  ];
}

/** How well test images find each other; empty when there was nothing to retrieve. */
export function retrievalTable({ rows, settings, data }: KnnMeasurement): string[] {
  const { retrieval, across, recallAt } = settings;
  const [first] = rows;
  if (!first?.retrieval) return [];
  const by = `${retrieval ?? ''}${across === undefined ? '' : ` across ${across}`}`;
  return [
    '',
    `retrieval by ${by}: ${first.retrieval.queries} of ${data.testImages ?? 0} test images queried`,
    ...table(
      ['retrieval', ...recallAt.map((k) => `recall@${k}`), 'mAP'],
      rows.flatMap((row) => retrievalRows(rowName(row), row.retrieval, recallAt)),
    ),
    ...(first.retrieval.recallIntervals
      ? [`95 %: bootstrap interval over the values of ${retrieval ?? ''}`]
      : []),
  ];
}

/** A row of results, and one of their intervals; none for a row without retrieval. */
function retrievalRows(
  name: string,
  found: KnnRow['retrieval'],
  recallAt: readonly number[],
): string[][] {
  if (!found) return [];
  const { recall, recallIntervals, meanAveragePrecision, meanAveragePrecisionInterval } = found;
  const results = [name, ...[...recall, meanAveragePrecision].map(percent)];
  if (!recallIntervals || !meanAveragePrecisionInterval) return [results];
  const intervals = [...recallIntervals.slice(0, recallAt.length), meanAveragePrecisionInterval];
  return [results, ['  95 %', ...intervals.map(formatInterval)]];
}

/** How k was chosen, if the user didn't set it. */
export function neighborNotes({ settings, data }: KnnMeasurement): string[] {
  const { ks, kFrom } = settings;
  if (kFrom !== 'images') return [];
  return [
    `k ${ks.join(', ')} was chosen for ${data.trainImages} training images; --k sets another, --k auto picks it on validation images`,
  ];
}
