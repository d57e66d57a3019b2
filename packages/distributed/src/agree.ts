import type { Collectives } from './collectives.js';
import { DisagreementError } from './disagreement-error.js';

/**
 * Checks that all ranks have the same values.
 * @param what the name of the values in the message, such as `the configuration`.
 * @param values by name, serializable as JSON; undefined counts as absent.
 * @throws DisagreementError on every rank if one differs from rank 0, naming these ranks and the first value
 * that differs.
 * @example
 * ```ts
 * import { agree, jobFromEnvironment, connectMpi, singleProcess } from '@jssl/distributed';
 *
 * const job = jobFromEnvironment() ? await connectMpi() : singleProcess;
 * agree(job, 'the configuration', { temperature: 0.5, seed: 0 });
 * console.log('all ranks agree'); // all ranks agree
 * ```
 */
export function agree(
  collectives: Collectives,
  what: string,
  values: Readonly<Record<string, unknown>>,
): void {
  const own = new TextEncoder().encode(JSON.stringify(values));
  const [first, ...others] = collectives
    .allGatherBytes(own)
    .map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>);
  if (first === undefined) return;
  const differences = others.flatMap((other, index) => {
    const valueName = firstDifference(first, other);
    return valueName === undefined ? [] : [{ rank: index + 1, valueName, other: other[valueName] }];
  });
  const [difference] = differences;
  if (difference === undefined) return;
  const { valueName, other } = difference;
  const ranks = differences.map(({ rank }) => rank);
  throw new DisagreementError({ what, ranks, valueName, first: first[valueName], other });
}

function firstDifference(
  first: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string | undefined {
  const names = new Set([...Object.keys(first), ...Object.keys(other)]);
  return [...names].find((name) => JSON.stringify(first[name]) !== JSON.stringify(other[name]));
}
