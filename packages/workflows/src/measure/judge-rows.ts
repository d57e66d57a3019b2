import type { EpochReport } from '@jssl/features';
import {
  contrastsOf,
  judgeEncoder,
  trainingEvidence,
  type JudgedRow,
  type Verdict,
} from '@jssl/report';
import { InputError } from '@jssl/settings';
import { readRunSummary } from '@jssl/trainer';

import { recordedRun } from '../runs/recorded-run.js';
import type { EvaluatedRun } from './evaluated-run.js';
import { guessedRows, rowName, type MeasuredSubject } from './measurement.js';

/** Said in place of a use when the baselines were left out. */
const NOT_COMPARED = 'measure raw pixels too before you use it';

/** A measured row with what it got right: of a classifier in epochs, the last epoch's counts. */
export type RightRow = MeasuredSubject &
  ({ readonly right: Uint8Array } | { readonly last: Pick<EpochReport, 'right'> });

/**
 * Judges the first row by the others that are no encoders of the run, and by guessing the most frequent class.
 * @param path the run folder or weights file.
 * @param use what the encoder is good for if it wins.
 */
export function judgeRows(
  path: string,
  opened: Pick<EvaluatedRun, 'data' | 'train' | 'classes' | 'encoders'>,
  { rows, use }: { readonly rows: readonly RightRow[]; readonly use: string },
): Verdict {
  const [first, ...others] = rows;
  const labels = opened.data.test?.labels ?? new Int32Array();
  if (!first) throw new Error('judgeRows: nothing was measured');
  const baselines = others.filter(({ weights, name }) => !weights && name !== first.name);
  const guessed = guessedRows(opened).flatMap((row) =>
    'label' in row
      ? [{ name: row.name, right: labels.map((one) => Number(one === row.label)) }]
      : [],
  );
  const compared = [...baselines.map(judged), ...guessed];
  const testImages = judged(first).right.length;
  return judgeEncoder(contrastsOf(judged(first), compared), {
    subject: opened.encoders.length > 1 ? `The ${rowName(first)}` : undefined,
    ...{
      use: baselines.length > 0 ? use : NOT_COMPARED,
      testImages,
      over: `${testImages} test image${testImages === 1 ? '' : 's'}`,
    },
    training: evidenceOf(path, opened.train.length),
  });
}

function judged(row: RightRow): JudgedRow {
  return { name: row.name, right: 'last' in row ? row.last.right : row.right };
}

/** The curves of a run; none of a weights file, or if they cannot be read, which is no fault of the weights. */
function evidenceOf(path: string, measured: number) {
  const { config, data } = recordedRun(path);
  if (!config) return undefined;
  const { trainImages } = (data ?? {}) as { readonly trainImages?: unknown };
  try {
    return trainingEvidence(
      readRunSummary(path),
      typeof trainImages === 'number' ? trainImages : measured,
    );
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
