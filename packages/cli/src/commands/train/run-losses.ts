import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The loss of every epoch of a run that has ended, those before it was resumed as well. */
export function runLosses(run: string): number[] {
  let lines;
  try {
    lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
    return lines.map((line) => (JSON.parse(line) as { trainLoss: number }).trainLoss);
  } catch {
    // A curve is not worth an error: none is drawn.
    return [];
  }
}
