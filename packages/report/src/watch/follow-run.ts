import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { readRunConfig, type EpochMetrics, type RunConfig, readMetrics } from '@jssl/trainer';

/** All that is shown of a run. */
export interface RunState {
  readonly config: RunConfig;
  /** The epochs that have ended. */
  readonly metrics: readonly EpochMetrics[];
  /** What `progress.json` says of the step in progress; null when there is none. */
  readonly progress: unknown;
}

/** The file of each part of the state, and how it is read. */
const parts: {
  readonly [Part in keyof RunState]: readonly [file: string, read: (run: string) => RunState[Part]];
} = {
  config: ['config.json', readRunConfig],
  metrics: ['metrics.jsonl', readMetrics],
  progress: ['progress.json', readProgress],
};

function readProgress(run: string): unknown {
  try {
    return JSON.parse(readFileSync(join(run, 'progress.json'), 'utf8'));
  } catch {
    // Nothing trains there, which is no error.
    return null;
  }
}

/**
 * Reads a run's state, and tells of each part of it that changes. The files are looked at in turns,
 * since the notices of a system do not come on every file system.
 * @returns the state, and a function that ends it.
 * @throws InputError when there is no run at `run`, or its files are damaged.
 */
export function followRun(
  run: string,
  onChange: (changed: Partial<RunState>) => void,
  pollMilliseconds = 500,
): { readonly state: RunState; readonly stop: () => void } {
  // Before they are read: what changes while they are is seen at the next look.
  const seen = new Map(Object.values(parts).map(([name]) => [name, stampOf(join(run, name))]));
  const state = {
    config: parts.config[1](run),
    metrics: parts.metrics[1](run),
    progress: parts.progress[1](run),
  };
  const look = () => {
    for (const [part, [name, read]] of Object.entries(parts)) {
      const stamp = stampOf(join(run, name));
      if (stamp === seen.get(name)) continue;
      seen.set(name, stamp);
      let value;
      try {
        value = read(run);
      } catch {
        // Half written, or the run is being replaced: another change will follow.
        continue;
      }
      onChange({ [part]: value });
    }
  };
  const timer = setInterval(look, pollMilliseconds);
  return {
    state,
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** What differs when a file does. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : '';
}
