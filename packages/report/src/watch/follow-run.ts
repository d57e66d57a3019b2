import { statSync } from 'node:fs';
import { join } from 'node:path';

import {
  readMetrics,
  readProgressFile,
  readRunConfig,
  runFiles,
  type EpochMetrics,
  type RunConfig,
} from '@jssl/trainer';

/** What the page shows of a run. */
export interface RunState {
  readonly config: RunConfig;
  /** The epochs that have ended. */
  readonly metrics: readonly EpochMetrics[];
  /** The step in progress, from `progress.json`; null without one. */
  readonly progress: unknown;
}

/** The file of each part of the state, and how to read it. */
const parts: {
  readonly [Part in keyof RunState]: readonly [file: string, read: (run: string) => RunState[Part]];
} = {
  config: [runFiles.config, readRunConfig],
  metrics: [runFiles.metrics, readMetrics],
  progress: [runFiles.progress, readProgress],
};

function readProgress(run: string): unknown {
  // Without one, the run is not training.
  return readProgressFile(run) ?? null;
}

/**
 * Reads a run's state and reports each part that changes. Polls the files, since notifications do not work
 * on every file system.
 * @returns the state, and a function that stops following.
 * @throws InputError when `run` is not a run folder, or its files are damaged.
 */
export function followRun(
  run: string,
  onChange: (changed: Partial<RunState>) => void,
  pollMilliseconds = 500,
): { readonly state: RunState; readonly stop: () => void } {
  // Before they are read, so that a change while reading is seen at the next poll.
  const seen = new Map(Object.values(parts).map(([name]) => [name, stampOf(join(run, name))]));
  const state = {
    config: parts.config[1](run),
    metrics: parts.metrics[1](run),
    progress: parts.progress[1](run),
  };
  const poll = () => {
    for (const [part, [name, read]] of Object.entries(parts)) {
      const stamp = stampOf(join(run, name));
      if (stamp === seen.get(name)) continue;
      seen.set(name, stamp);
      let value;
      try {
        value = read(run);
      } catch {
        // Half written, or being replaced: another change will follow.
        continue;
      }
      onChange({ [part]: value });
    }
  };
  const timer = setInterval(poll, pollMilliseconds);
  return {
    state,
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Changes when the file changes. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : '';
}
