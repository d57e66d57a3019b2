import { rowName, type KnnMeasurement, type KnnRow } from '@jssl/workflows';

import { percent, table } from '../../terminal/table.js';
import { evaluationTable } from './evaluation-table.js';

/** Whether a row was measured, unlike chance. */
export function isKnnRow(row: KnnMeasurement['rows'][number]): row is KnnRow {
  return 'sweep' in row;
}

/** The accuracies, and every setting of a sweep, the chosen ones marked. */
export function knnTables({ rows }: KnnMeasurement): string[] {
  const measured = rows.filter(isKnnRow);
  const [first] = measured;
  const isSweep = (first?.sweep.length ?? 0) > 1;
  const title = isSweep
    ? 'kNN, best k and T'
    : `kNN, k ${first?.k ?? ''}, T ${first?.temperature ?? ''}`;
  const accuracies = evaluationTable(title, rows);
  if (!isSweep) return accuracies;
  const settings = measured.flatMap((row) =>
    row.sweep.map(({ k, temperature, validation, test }) => [
      rowName(row),
      String(k),
      String(temperature),
      percent(validation?.top1),
      percent(test.top1),
      percent(test.top5),
      k === row.k && temperature === row.temperature ? '*' : '',
    ]),
  );
  return [
    ...accuracies,
    '',
    'every setting; * is the best on validation images',
    ...table(['kNN', 'k', 'T', 'validation', 'top-1', 'top-5', ''], settings),
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
      rows.map((row) => [
        rowName(row),
        ...recallAt.map((_, at) => percent(row.retrieval?.recall[at])),
        percent(row.retrieval?.meanAveragePrecision),
      ]),
    ),
  ];
}
