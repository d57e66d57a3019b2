import { statSync } from 'node:fs';
import { join } from 'node:path';

import { readProgressFile, readRunConfig, readRunSummary, runFiles } from '@jssl/trainer';

import { hasReport } from '../page/write-page.js';
import type { RunSnapshot } from './watch-state.js';

/** What the page shows of a run. */
export interface RunState extends RunSnapshot {
  /** The step in progress, from `progress.json`; null without one, since then the run is not training. */
  readonly progress: unknown;
}

/** The files of the parts of a run's state, and how to read them. */
const parts: readonly {
  readonly files: readonly string[];
  readonly read: (run: string) => Partial<RunState>;
}[] = [
  {
    files: [runFiles.config, runFiles.metrics],
    read: (run) => ({ summary: readRunSummary(run), recorded: readRunConfig(run) }),
  },
  {
    files: [runFiles.report],
    read: (run) => ({ hasReport: hasReport(join(run, runFiles.report)) }),
  },
  {
    files: [runFiles.progress],
    read: (run) => ({ progress: readProgressFile(run) ?? null }),
  },
];

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
  const stampOfPart = (part: (typeof parts)[number]) =>
    part.files.map((name) => stampOf(join(run, name))).join('; ');
  // Before they are read, so that a change while reading is seen at the next poll.
  const seen = new Map(parts.map((part) => [part, stampOfPart(part)]));
  const state = Object.assign({}, ...parts.map(({ read }) => read(run))) as RunState;
  const poll = () => {
    for (const part of parts) {
      const stamp = stampOfPart(part);
      if (stamp === seen.get(part)) continue;
      seen.set(part, stamp);
      let value;
      try {
        value = part.read(run);
      } catch {
        // Half written, or being replaced: another change will follow.
        continue;
      }
      onChange(value);
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
