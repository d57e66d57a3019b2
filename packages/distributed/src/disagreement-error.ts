/** What differs between ranks. */
export interface Disagreement {
  /** The name of all compared values, such as `the configuration`. */
  readonly what: string;
  /** The ranks that differ from rank 0. */
  readonly ranks: readonly number[];
  /** The name of the first value that differs. */
  readonly valueName: string;
  /** This value on rank 0, and on the first of `ranks`; undefined where it was not given. */
  readonly first: unknown;
  readonly other: unknown;
}

/**
 * The ranks of a job have different values where all need the same. Thrown by `agree` on every rank.
 * @example
 * ```ts
 * import { DisagreementError } from '@jssl/distributed';
 *
 * const { message, both } = new DisagreementError({
 *   ...{ what: 'the settings', ranks: [1], valueName: 'seed', first: 0, other: 1 },
 * });
 * console.log(message); // the settings must be the same on all ranks, but rank 1 differs from rank 0: seed is 0 on rank 0 and 1 on rank 1
 * console.log(both); // 0 on rank 0 and 1 on rank 1
 * ```
 */
export class DisagreementError extends Error {
  override readonly name = 'DisagreementError';
  readonly code = 'JSSL_DISAGREEMENT';
  /** The name of the first value that differs. */
  readonly valueName: string;
  /** Its two values in words: `0.1 on rank 0 and 0.2 on rank 1`. */
  readonly both: string;
  /** The ranks that differ from rank 0. */
  readonly ranks: readonly number[];

  constructor({ what, ranks, valueName, first, other }: Disagreement) {
    const both = `${shown(first)} on rank 0 and ${shown(other)} on rank ${ranks[0]}`;
    const list = ranks.join(', ');
    const subject = ranks.length > 1 ? `ranks ${list} differ` : `rank ${list} differs`;
    super(
      `${what} must be the same on all ranks, but ${subject} from rank 0: ${valueName} is ${both}`,
    );
    this.valueName = valueName;
    this.both = both;
    this.ranks = ranks;
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'not given' : JSON.stringify(value);
}
