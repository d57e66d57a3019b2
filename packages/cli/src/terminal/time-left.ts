import { duration } from './progress.js';

/**
 * The time that is left of work, from its rate since the first call: `3m 05s left`; nothing before there is a rate.
 * @returns takes the share that is done, in [0, 1].
 */
export function createTimeLeft(
  now: () => number = () => performance.now(),
): (share: number) => string[] {
  let first: { readonly share: number; readonly at: number } | undefined;
  return (share) => {
    first ??= { share, at: now() };
    const done = share - first.share;
    if (!(done > 0)) return [];
    const seconds = ((now() - first.at) / 1000 / done) * (1 - share);
    return [`${duration(seconds)} left`];
  };
}
