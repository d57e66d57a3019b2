import { SettingError } from '@jssl/settings';

/** @throws SettingError unless it is a time. */
export function checkCheckpointMinutes(got: number | undefined): void {
  if (got === undefined || got >= 0) return;
  throw new SettingError({
    setting: 'checkpointMinutes',
    required: 'a number of at least 0',
    got,
  });
}
