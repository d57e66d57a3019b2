import { InputError, printable } from '@jssl/settings';

/**
 * Refuses a setting unless it `holds`.
 * @param flag as on the command line, such as `--epochs`; @param required what it must be.
 * @throws InputError
 * @example
 * ```ts
 * import { requireSetting } from '@jssl/features';
 *
 * try {
 *   requireSetting('--epochs', 'at least 1', 0, false);
 * } catch (error) {
 *   console.log((error as Error).message); // --epochs must be at least 1, got 0
 * }
 * ```
 */
export function requireSetting(
  flag: string,
  required: string,
  value: unknown,
  holds: boolean,
): void {
  if (!holds) throw new InputError(`${flag} must be ${required}, got ${shown(value)}`);
}

/**
 * What a seed must be, and whether it is.
 * @example
 * ```ts
 * import { seedRule } from '@jssl/features';
 *
 * console.log(seedRule(-1)[1]); // false
 * ```
 */
export function seedRule(value: unknown): readonly [required: string, holds: boolean] {
  return ['a whole number from 0 to 4294967295', isWhole(value, 0, 2 ** 32 - 1)];
}

/** A value that may be anything: objects as JSON, other values as typed; its beginning if it is long. */
function shown(value: unknown): string {
  const isPlain = (one: unknown) => !(one instanceof Object);
  const isTyped = Array.isArray(value) ? value.every(isPlain) : isPlain(value);
  return printable((isTyped ? String(value) : JSON.stringify(value)).slice(0, 80));
}

/**
 * Whether it is a whole number in [least, most]; nothing but a number is.
 * @example
 * ```ts
 * import { isWhole } from '@jssl/features';
 *
 * console.log(isWhole(3, 1), isWhole(1.5, 1), isWhole('3', 1)); // true false false
 * ```
 */
export function isWhole(value: unknown, least: number, most = Infinity): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/**
 * Whether it is a finite number of at least `least`; nothing but a number is.
 * @example
 * ```ts
 * import { isAtLeast } from '@jssl/features';
 *
 * console.log(isAtLeast(0.5, 0), isAtLeast(Infinity, 0)); // true false
 * ```
 */
export function isAtLeast(value: unknown, least: number): boolean {
  return Number.isFinite(value) && Number(value) >= least;
}

/**
 * Whether it is a finite number above 0; nothing but a number is.
 * @example
 * ```ts
 * import { isPositive } from '@jssl/features';
 *
 * console.log(isPositive(0.5), isPositive(0)); // true false
 * ```
 */
export function isPositive(value: unknown): boolean {
  return Number.isFinite(value) && Number(value) > 0;
}

/**
 * Whether it is a list of `count` finite numbers, or of any number of them but none.
 * @example
 * ```ts
 * import { isNumbers } from '@jssl/features';
 *
 * console.log(isNumbers([1, 2], 2), isNumbers([1, 'a'])); // true false
 * ```
 */
export function isNumbers(value: unknown, count?: number): value is [number, number, ...number[]] {
  return (
    Array.isArray(value) &&
    (count === undefined ? value.length > 0 : value.length === count) &&
    value.every(Number.isFinite)
  );
}
