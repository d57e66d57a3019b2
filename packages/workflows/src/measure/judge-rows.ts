import { randomStream, RETRIEVAL_KS, type EpochReport, type RetrievalReport } from '@jssl/features';
import {
  contrastsOf,
  judgeEncoder,
  retrievalContrasts,
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

/** A measured row with what its queries found. */
export type SearchedSubject = MeasuredSubject & { readonly retrieval: RetrievalReport };

/** Which of the recalls is judged: among the first five. */
const JUDGED_RECALL = 1;

/**
 * Judges the first row by how often its queries find an image of their group among the first five, like
 * {@link judgeRows}; the sentence begins with these shares.
 * @param about.task text before the share: `An image of the same class is among the first five for`.
 * @param about.queries what the queries are: `test images`.
 * @param about.groups what the groups are: `values of class`.
 */
export function judgeRetrieval(
  path: string,
  opened: Pick<EvaluatedRun, 'train' | 'encoders' | 'config'>,
  { rows, use, ...about }: JudgedRetrieval,
): Verdict {
  const [first, ...others] = rows;
  if (!first) throw new Error('judgeRetrieval: nothing was measured');
  const baselines = others.filter(({ weights, name }) => !weights && name !== first.name);
  const searched = ({ name, retrieval: { perQuery } }: SearchedSubject) => ({ name, perQuery });
  const k = RETRIEVAL_KS[JUDGED_RECALL];
  const random = () => randomStream(opened.config.seed ?? 0, 'bootstrap');
  const contrasts = retrievalContrasts(searched(first), baselines.map(searched), { k, random });
  const groups = new Set(first.retrieval.perQuery.groups).size;
  const verdict = judgeEncoder(contrasts, {
    ...{ use, over: `${groups} ${about.groups}`, testImages: groups, counted: about.groups },
    subject: opened.encoders.length > 1 ? `The ${rowName(first)}` : undefined,
    training: evidenceOf(path, opened.train.length),
  });
  const share = ({ retrieval }: SearchedSubject) =>
    `${(100 * (retrieval.recall[JUDGED_RECALL] ?? NaN)).toFixed(1)} %`;
  const best = baselines.find(({ name }) => name === verdict.against);
  const against = best ? ` (${best.name}: ${share(best)})` : '';
  const lead = `${about.task} ${share(first)} of the ${about.queries}${against}. `;
  return {
    ...verdict,
    sentence: `${lead}${verdict.sentence}`,
    template: `${lead}${verdict.template}`,
  };
}

/** What {@link judgeRetrieval} judges, and how it speaks of it. */
export interface JudgedRetrieval {
  readonly rows: readonly SearchedSubject[];
  readonly use: string;
  readonly task: string;
  readonly queries: string;
  readonly groups: string;
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
