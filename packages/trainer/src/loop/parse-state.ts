import { checkTrainConfig } from '../settings/check-train-config.js';
import { recordedConfig } from '../settings/recorded-config.js';
import { isCustomMethod, methodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { recordedValue } from '../run/recorded-value.js';
import { parseProgress } from './parse-progress.js';
import type { RunProgress } from './run-progress.js';

/** What a checkpoint holds besides tensors. */
export interface CheckpointState {
  readonly fingerprint: string;
  readonly config: TrainConfig;
  readonly progress: RunProgress;
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * The state in a checkpoint, which is not trusted: every value is checked alone and against the others.
 * @throws TypeError naming the first damaged value; SettingError for invalid settings.
 */
export function parseState(value: unknown): CheckpointState {
  const { object, text, number } = recordedValue;
  const state = object('state', value);
  const config = recordedConfig(object('config', state['config']));
  checkTrainConfig(config);
  const numbers = Object.entries(object('numbers', state['numbers'])).map(
    ([name, one]) => [name, number(`numbers.${name}`, one)] as const,
  );
  const parsed = {
    fingerprint: text('fingerprint', state['fingerprint']),
    config,
    progress: parseProgress(state['progress'], config.epochs),
    numbers: Object.fromEntries(numbers),
  };
  checkQueuePosition(parsed);
  return parsed;
}

/** A queue is filled starting at its first row. */
function checkQueuePosition({ config: { method, m }, numbers }: CheckpointState): void {
  if (isCustomMethod(method) || !methodTraits(method).queue) return;
  const { whole } = recordedValue;
  const [pointer, realKeys] = ['method/pointer', 'method/realKeys'];
  const filled = whole(`numbers.${realKeys}`, numbers[realKeys], { least: 0, most: m });
  const bounds = filled < m ? { least: filled, most: filled } : { least: 0, most: m - 1 };
  whole(`numbers.${pointer}`, numbers[pointer], bounds);
}

/**
 * Checks the progress against the images.
 * @param steps of an epoch.
 * @throws TypeError when the steps that it claims cannot have been made.
 */
export function checkSteps({ progress, numbers }: CheckpointState, steps: number): void {
  const { whole } = recordedValue;
  const { epoch, step } = progress;
  whole('progress.step', step, { least: 0, most: steps });
  const done = (epoch - 1) * steps + step;
  whole('numbers.optimizerSteps', numbers['optimizerSteps'], { least: done, most: done });
}
