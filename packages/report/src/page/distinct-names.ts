import { basename } from 'node:path';

import type { RunSummary } from '@jssl/trainer';

/** Runs whose folders have the same name are labeled with their paths. */
export function withDistinctNames(runs: readonly RunSummary[]): RunSummary[] {
  return runs.map((run) => {
    const namesakes = runs.filter(({ path }) => basename(path) === basename(run.path));
    return namesakes.length > 1 ? { ...run, name: run.path } : run;
  });
}
