import { join } from 'node:path';

import { InputError } from '@jssl/settings';
import { replaceFile } from '@jssl/settings/node';
import { type Comparison, readRunSummary } from '@jssl/trainer';

import { writePage } from '../../page/write-page.js';
import type { Curves } from '../../sections/line-charts.js';
import type { Contender } from '../contender.js';
import { comparisonMarkdown } from './comparison-markdown.js';
import { shownContenders } from './comparison-tables.js';
import { drawComparisonPage } from './draw-comparison-page.js';
import { meanCurves } from './mean-curves.js';
import { summarizeComparison } from '../summarize-comparison.js';

/**
 * Writes `compare.html` and `compare.md` into the folder of a comparison, replacing earlier ones. Learning
 * curves are read from its run folders.
 * @throws InputError when compare.html cannot be written.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { writeComparisonPages } from '@jssl/report';
 * import { readComparison } from '@jssl/trainer';
 *
 * writeComparisonPages('comparison', readComparison('comparison'));
 * console.log(['compare.html', 'compare.md'].every((name) => existsSync(`comparison/${name}`))); // true
 * ```
 */
export function writeComparisonPages(out: string, comparison: Comparison): void {
  const summary = summarizeComparison(comparison);
  const curves = shownContenders(summary.contenders).flatMap((one) => curvesOf(out, one));
  writePage(join(out, 'compare.html'), drawComparisonPage(comparison, summary, curves));
  replaceFile(join(out, 'compare.md'), comparisonMarkdown(comparison, summary, curves));
}

/** The mean curves over seeds; none if a run folder is missing or damaged. */
function curvesOf(out: string, { name, runs }: Contender): Curves[] {
  try {
    const [first, ...others] = runs.map((run) => readRunSummary(join(out, run.name)));
    return first ? [meanCurves(name, [first, ...others])] : [];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
