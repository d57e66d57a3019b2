import type { DatasetCheck, ImagePlace, SkippedFile } from '@jssl/data';
import { csvLine } from '@jssl/settings';

/** One problem of one image: what a program or a spreadsheet needs to act on it. */
export interface CheckRow {
  readonly file: string;
  /** Empty for a file that was left out. */
  readonly split: string;
  /** Empty without labels. */
  readonly label: string;
  /** `copy`, `skipped`, `dark`, `blurred` and so on. */
  readonly problem: string;
  /** What was done to make the copy, or what was measured. */
  readonly kind: string;
  /** Similarity of a copy, from 0 to 1; of other problems what was measured, in the unit of its threshold. */
  readonly score?: number;
  /** The original of a copy. */
  readonly other?: string;
  readonly otherSplit?: string;
  readonly otherLabel?: string;
}

type Checked = Pick<DatasetCheck, 'duplicates' | 'problems'> & {
  readonly skipped: readonly SkippedFile[];
};

/** Every problem of every image: copies first, then other problems, then files that were left out. */
export function checkRows({ duplicates, problems, skipped }: Checked): CheckRow[] {
  const aboutOf = ({ name, split, label = '' }: ImagePlace) => ({ file: name, split, label });
  return [
    ...duplicates.pairs.map(({ first, second, changes, similarity }) => ({
      ...aboutOf(second),
      problem: problemOf(first, second),
      kind: changes.join(', '),
      score: similarity,
      other: first.name,
      otherSplit: first.split,
      otherLabel: first.label ?? '',
    })),
    ...problems.map((one) => ({
      ...aboutOf(one),
      problem: one.problem,
      kind: one.reason,
      score: one.value,
    })),
    ...skipped.map(({ path, reason }) => ({
      file: path,
      split: '',
      label: '',
      problem: 'skipped',
      kind: reason,
    })),
  ];
}

function problemOf(first: ImagePlace, second: ImagePlace): string {
  const across = [
    ...(first.split === second.split ? [] : ['splits']),
    ...(first.label === second.label ? [] : ['labels']),
  ];
  return across.length > 0 ? `copy across ${across.join(' and ')}` : 'copy';
}

const columns = [
  ['file', 'file'],
  ['split', 'split'],
  ['label', 'label'],
  ['problem', 'problem'],
  ['kind', 'kind'],
  ['score', 'score'],
  ['other', 'other file'],
  ['otherSplit', 'other split'],
  ['otherLabel', 'other label'],
] as const;

/**
 * The rows as CSV with a header; cells that a spreadsheet would run are escaped.
 * @example
 * ```ts
 * import { csvOfRows } from '@jssl/workflows';
 *
 * const row = { file: 'a.jpg', split: 'train', label: 'cat', problem: 'dark', kind: '', score: 3 };
 * console.log(csvOfRows([row]).split('\r\n')[1]); // a.jpg,train,cat,dark,,3,,,
 * ```
 */
export function csvOfRows(rows: readonly CheckRow[]): string {
  const lines = rows.map((row) => csvLine(columns.map(([key]) => row[key] ?? '')));
  return [csvLine(columns.map(([, title]) => title)), ...lines].join('');
}
