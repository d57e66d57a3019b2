import { printable } from '@jssl/settings';

/** The values that a number may have, both ends included. */
interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Checks of values from a file that is not trusted. `place` says where it is, such as `progress.epoch`.
 * @throws TypeError that names the place and what was found.
 */
export const recordedValue = {
  object: (place: string, value: unknown): JsonObject => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
    return refuse(place, 'an object', value);
  },
  list: (place: string, value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : refuse(place, 'a list', value),
  flag: (place: string, value: unknown): boolean =>
    typeof value === 'boolean' ? value : refuse(place, 'true or false', value),
  text: (place: string, value: unknown): string =>
    typeof value === 'string' ? value : refuse(place, 'text', value),
  number: (place: string, value: unknown, bounds: Bounds = {}): number =>
    typeof value === 'number' && Number.isFinite(value) && isWithin(value, bounds)
      ? value
      : refuse(place, required('a number', bounds), value),
  whole: (place: string, value: unknown, bounds: Bounds = {}): number =>
    typeof value === 'number' && Number.isSafeInteger(value) && isWithin(value, bounds)
      ? value
      : refuse(place, required('a whole number', bounds), value),
};

function isWithin(value: number, { least = -Infinity, most = Infinity }: Bounds): boolean {
  return value >= least && value <= most;
}

function required(kind: string, { least, most }: Bounds): string {
  if (least !== undefined && least === most) return String(least);
  if (least === undefined) return most === undefined ? kind : `${kind} of at most ${most}`;
  return most === undefined ? `${kind} of at least ${least}` : `${kind} from ${least} to ${most}`;
}

function refuse(place: string, what: string, value: unknown): never {
  throw new TypeError(printable(`${place} must be ${what}, got ${found(value)}`));
}

/** A value from a file on one line; of a large one only its kind or its beginning. */
function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text =
    typeof value === 'string'
      ? JSON.stringify(value.slice(0, 80))
      : `${value as number | boolean | null}`;
  return text.slice(0, 80);
}
