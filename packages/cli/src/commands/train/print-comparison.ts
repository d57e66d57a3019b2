import { comparisonTables, verdicts, type ComparisonTable } from '@jssl/report';
import { formatSeconds, type Comparison } from '@jssl/trainer';
import type { ComparedMethods } from '@jssl/workflows';

import type { CommandContext } from '../../process/command-context.js';
import { announceFile } from '../../terminal/announce-file.js';
import { percent, table } from '../../terminal/table.js';
import { printVerdict } from '../../terminal/print-verdict.js';
import { noteScreen, outScreen } from '../../terminal/terminal.js';

/** Prints the rows of a table that grows with each run that has ended. */
export function comparisonRows({ terminal }: CommandContext): (comparison: Comparison) => void {
  const printed = new Set<string>();
  return ({ planned, runs, data }) => {
    const width = Math.max(...planned.map((name) => name.length));
    const recall = data.retrieval ? ['recall@1'] : [];
    const header = ['run', 'kNN', 'linear', ...recall, 's/epoch'];
    // Columns as wide as the widest possible values.
    const widest = ['100.00 %', '100.00 %', ...recall.map(() => '100.00 %'), '10000.00'];
    const draw = (...rows: string[][]) =>
      table(header, [...planned.map((name) => [name, ...widest]), ...rows], noteScreen(terminal));
    const print = (line: string) => {
      // A run can be reported again, if it failed before or had fewer measurements.
      if (!printed.has(line)) terminal.note(line);
      printed.add(line);
    };
    draw().slice(0, 2).forEach(print);
    for (const { name, measures, secondsPerEpoch, error } of runs) {
      const row = [
        name,
        percent(measures?.knn.top1),
        percent(measures?.linear.top1),
        ...recall.map(() => percent(measures?.retrieval?.recall[0])),
        secondsPerEpoch === undefined ? '-' : formatSeconds(secondsPerEpoch),
      ];
      print(
        error === undefined ? (draw(row).at(-1) ?? '') : `${name.padEnd(width)}  failed: ${error}`,
      );
    }
  };
}

/** Prints the tables of a comparison. */
export function printComparison(
  { terminal }: CommandContext,
  { out, comparison, summary, verdict }: ComparedMethods,
  json: boolean,
): void {
  if (json) {
    terminal.out(JSON.stringify({ out, ...comparison, summary, verdict }));
    return;
  }
  const isPrinted = ({ id }: ComparisonTable) => id !== 'runs';
  for (const { header, rows, title } of comparisonTables(comparison, summary).filter(isPrinted)) {
    terminal.out(outScreen(terminal).paint('bold', title));
    table(header, rows, outScreen(terminal)).forEach(terminal.out);
    terminal.out('');
  }
  if (verdict) printVerdict(terminal, verdict);
  verdicts(summary).forEach(terminal.out);
  announceFile(terminal, `${out}/compare.html`);
}
