import { fillNames } from '@jssl/settings';
import type { Comparison } from '@jssl/trainer';

import { flagOf } from '../../page/flag-of.js';
import type { Curves } from '../../sections/line-charts.js';
import { comparisonTables, type ComparisonTable } from './comparison-tables.js';
import { comparisonText } from './comparison-text.js';
import { curvesTable } from './curves-table.js';
import { judgeComparison } from '../judge-comparison.js';
import type { ComparisonSummary } from '../summarize-comparison.js';
import { verdicts } from './verdicts.js';

/**
 * A comparison as Markdown: conclusions, tables, how to reproduce it.
 * @param curves the mean learning curves.
 */
export function comparisonMarkdown(
  comparison: Comparison,
  summary: ComparisonSummary,
  curves: readonly Curves[],
): string {
  const judgment = judgeComparison(comparison, summary.contenders);
  const { title, progress, temperature, command, machine, settings } = comparisonText(comparison);
  const list = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([name, value]) => `- ${name}: ${escape(value)}`).join('\n');
  const tables = [...comparisonTables(comparison, summary), ...curvesTable(curves)];
  return `${[
    `# ${escape(title)}`,
    progress,
    judgment === undefined ? '' : escape(fillNames(judgment.template, flagOf)),
    verdicts(summary)
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
    temperature,
    ...tables.flatMap((one) => [`## ${one.title}`, tableMarkdown(one), one.about]),
    '## How to reproduce it',
    `    ${command}`,
    list(machine),
    'Settings of all runs that differ from the defaults:',
    list(settings.map(([name, value]) => [`\`${name}\``, value])),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function tableMarkdown({ header, rows }: ComparisonTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escape).join(' | ')} |`;
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(header), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Escapes text for Markdown, on one line. */
function escape(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|]/g, '\\$&');
}
