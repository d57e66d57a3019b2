/** One row of a settings table. Its texts may name other settings in braces, `{lr}`: see `fillNames`. */
export interface Setting<Value> {
  readonly initial: Value;
  /** What it must be; follows "must be" in a message. */
  readonly required: string;
  /** The largest value, if `required` does not say it. */
  readonly limit?: number;
  /** Whether a value, which may come from a file, is valid. */
  readonly holds: (value: unknown) => boolean;
  /** The allowed names, if it is one of a fixed set. */
  readonly choices?: readonly string[];
  /** What it does, for `--help` and the documents. */
  readonly help: string;
  /** Placeholder for the value in `--help`, such as `count`; undefined for an on/off setting. */
  readonly placeholder?: string;
  /** Parses what was typed; undefined for text and for on/off settings. */
  readonly parse?: (text: string) => unknown;
  /** Text for the default, if `initial` does not show it. */
  readonly defaultText?: string;
  /** Heading of its group in `--help`. */
  readonly group?: string;
}

/** Settings by name. */
export type SettingsTable = Readonly<Record<string, Setting<unknown>>>;

/** The values of a table's settings. */
export type SettingsOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never;
};

interface Words<Value> {
  readonly initial: Value;
  readonly help: string;
  readonly placeholder?: string;
  readonly defaultText?: string;
  readonly group?: string;
}

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** Exclusive bounds. */
  readonly above?: number;
  readonly below?: number;
}

type NumberRow<Value> = Words<Value> &
  Bounds & {
    readonly required: string;
    /** An additional condition. */
    readonly fits?: (value: number) => boolean;
  };

/** Whether a value is a finite number within bounds; values of other types are not. */
function isWithin(value: unknown, { least, most, above, below }: Bounds): boolean {
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= (least ?? -Infinity) &&
    value <= (most ?? Infinity) &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity)
  );
}

/** @throws Error that a command line can show, if the text is not a number. */
function parseNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(value)) throw new Error('It must be a number.');
  return value;
}

/** An `initial` of undefined makes a setting optional: undefined is valid too. */
function optional(initial: unknown, holds: (value: unknown) => boolean) {
  return initial === undefined ? (value: unknown) => value === undefined || holds(value) : holds;
}

/**
 * A number.
 * @param row.required as shown to the user, such as `a number above 0`; the bounds are checked.
 * @example
 * ```ts
 * import { number } from '@jssl/settings';
 *
 * const temperature = number({
 *   initial: 0.5,
 *   above: 0,
 *   required: 'a number above 0',
 *   placeholder: 'T',
 *   help: 'temperature of the loss',
 * });
 * console.log(temperature.holds(0.1), temperature.holds(0), temperature.parse?.('0.2')); // true false 0.2
 * ```
 */
export function number(row: NumberRow<number>): Setting<number>;
export function number(row: NumberRow<undefined>): Setting<number | undefined>;
export function number(row: NumberRow<number | undefined>): Setting<number | undefined> {
  const { least, most, above, below, fits = () => true, ...words } = row;
  const bounds = { least, most, above, below } as Bounds;
  const isFit = (value: unknown) => isWithin(value, bounds) && fits(value as number);
  const holds = optional(row.initial, isFit);
  return { placeholder: 'number', ...words, holds, parse: parseNumber };
}

/** Nothing that is counted comes near it, and larger numbers, such as 1e300, are mistakes. */
const MOST_COUNTED = 1e12;

/**
 * A whole number, of at most 10¹² if no `most` is given.
 * @example
 * ```ts
 * import { whole } from '@jssl/settings';
 *
 * const epochs = whole({
 *   initial: 500,
 *   least: 1,
 *   required: 'a whole number, at least 1',
 *   help: 'passes over the training images',
 * });
 * console.log(epochs.holds(3), epochs.holds(1.5), epochs.holds('3')); // true false false
 * ```
 */
export function whole(row: NumberRow<number>): Setting<number>;
export function whole(row: NumberRow<undefined>): Setting<number | undefined>;
export function whole(row: NumberRow<number | undefined>): Setting<number | undefined> {
  const limited = row.most === undefined && row.below === undefined;
  const limit = limited ? { most: MOST_COUNTED } : {};
  const setting = number({ placeholder: 'count', ...row, ...limit } as NumberRow<number>);
  const holds = optional(row.initial, (value) => Number.isInteger(value) && setting.holds(value));
  return { ...setting, holds, ...(limited && { limit: MOST_COUNTED }) };
}

/**
 * One of a fixed set of names.
 * @example
 * ```ts
 * import { choice } from '@jssl/settings';
 *
 * const stem = choice(['small', 'imagenet'], { initial: 'small', help: 'first convolution' });
 * console.log(stem.required, stem.holds('large')); // one of small, imagenet false
 * ```
 */
export function choice<const Name extends string, Initial extends Name = Name>(
  names: readonly Name[],
  words: Words<Initial>,
): Setting<Name> {
  return {
    placeholder: 'name',
    ...words,
    choices: names,
    required: `one of ${names.join(', ')}`,
    holds: (value) => names.includes(value as Name),
  };
}

/**
 * On or off.
 * @example
 * ```ts
 * import { flag } from '@jssl/settings';
 *
 * const syncBn = flag({ initial: false, help: 'batch norm over the batches of all ranks' });
 * console.log(syncBn.required, syncBn.holds(1)); // true or false false
 * ```
 */
export function flag(words: Words<boolean>): Setting<boolean> {
  return { ...words, required: 'true or false', holds: (value) => typeof value === 'boolean' };
}

/**
 * A list of finite numbers.
 * @param row.count how many; any number of them, but at least one, when it is undefined.
 * @param row.fits an additional condition.
 * @example
 * ```ts
 * import { numbers } from '@jssl/settings';
 *
 * const weights = numbers({
 *   initial: [0.8, 0.1, 0.1] as const,
 *   count: 3,
 *   fits: (values) => values.every((value) => value >= 0),
 *   required: 'three numbers of at least 0',
 *   placeholder: 'J,p,n',
 *   help: 'weights of the terms of the loss',
 * });
 * console.log(weights.holds([1, 0, 0]), weights.holds([1, 0]), weights.parse?.('1,0,0')); // true false [ 1, 0, 0 ]
 * ```
 */
export function numbers<Value extends readonly number[] | undefined>(
  row: Words<Value> & {
    readonly required: string;
    readonly count?: number;
    readonly fits?: (values: readonly number[]) => boolean;
  },
): Setting<Value> {
  const { count, fits = () => true, ...words } = row;
  const isList = (value: unknown) =>
    Array.isArray(value) &&
    (count === undefined ? value.length > 0 : value.length === count) &&
    value.every(Number.isFinite) &&
    fits(value as number[]);
  return {
    placeholder: 'numbers',
    ...words,
    holds: optional(row.initial, isList),
    parse: (text) => {
      const values = text.split(',').map(parseNumber);
      if (count === undefined || values.length === count) return values;
      throw new Error(`It must be ${count} numbers separated by commas.`);
    },
  };
}
