import type { Collectives } from './collectives.js';

/**
 * Makes sure that all processes of the job start from the same.
 * @param what it is that they must agree on, for the message: `the configuration`.
 * @param values by name, what JSON can hold; undefined is as good as left out.
 * @throws Error on every rank if one has other values than rank 0: it names these ranks, and the first
 * value that differs, with both.
 * @example
 * ```ts
 * import { agree, jobFromEnvironment, connectMpi, singleProcess } from '@jssl/distributed';
 *
 * const job = jobFromEnvironment() ? await connectMpi() : singleProcess;
 * agree(job, 'the configuration', { temperature: 0.5, seed: 0 });
 * console.log('all start from the same'); // all start from the same
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
    const name = firstDifference(first, other);
    return name === undefined ? [] : [{ rank: index + 1, name, value: other[name] }];
  });
  const [difference] = differences;
  if (difference === undefined) return;
  const { rank, name, value } = difference;
  const ranks = differences.map((one) => one.rank).join(', ');
  const subject = differences.length > 1 ? `ranks ${ranks} have` : `rank ${ranks} has`;
  throw new Error(
    `${what} must be the same on all ranks, but ${subject} another than rank 0: ${name} is ${show(first[name])} on rank 0 and ${show(value)} on rank ${rank}`,
  );
}

function firstDifference(
  first: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string | undefined {
  const names = new Set([...Object.keys(first), ...Object.keys(other)]);
  return [...names].find((name) => JSON.stringify(first[name]) !== JSON.stringify(other[name]));
}

function show(value: unknown): string {
  return value === undefined ? 'not given' : JSON.stringify(value);
}
