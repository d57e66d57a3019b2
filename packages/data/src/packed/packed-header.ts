import type { Dataset, SkippedFile } from '../dataset/dataset.js';
import { sampleTypes } from '../dataset/value-range.js';

/** Everything about a packed data set except its pixels, stored as JSON. */
export interface PackedHeader {
  /** The key of the source that was packed. */
  readonly key: string;
  /** Its notes are those about decoding; how the files were found is not packed. */
  readonly about: Omit<Dataset, 'train' | 'validation' | 'test' | 'streamed' | 'repacked'>;
  /** The number of training images, which come first. */
  readonly trainLength: number;
  /** The number of validation images after them; the rest are test images. */
  readonly validationLength?: number;
  /** The name of every image. */
  readonly names: readonly string[];
  /** The label of every image, if there are classes. */
  readonly labels?: readonly number[];
  /** The attributes of every image, if there are any. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
/** Text that is safe to print. */
const isSentence: Check = (value) => typeof value === 'string' && /^\P{Cc}+$/u.test(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
/** −1 means no class. */
const isLabel: Check = (value) => value === -1 || isCount(value);
const isSize: Check = (value) => isCount(value) && value !== 0;
const isFraction: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const isOneOf = (values: readonly unknown[]): Check => {
  return (value) => values.includes(value);
};
const isListOf = (check: Check): Check => {
  return (value) => Array.isArray(value) && value.every(check);
};
const isRecordOf = (check: Check): Check => {
  return (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every(check);
};
const isOptional = (check: Check): Check => {
  return (value) => value === undefined || check(value);
};
/** Checks that a value is an object whose fields pass their checks. */
const hasFields = <Fields>(checks: Readonly<Record<keyof Fields, Check>>): Check => {
  const pairs = Object.entries<Check>(checks);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    pairs.every(([name, check]) => check((value as Partial<Record<string, unknown>>)[name]));
};

const isRanges: Check = (value) =>
  isRecordOf(isListOf(Number.isFinite))(value) &&
  Object.entries(value as object).every(
    ([type, range]: [string, unknown[]]) =>
      (sampleTypes as readonly string[]).includes(type) && range.length === 2,
  );

const isPackedHeader = hasFields<PackedHeader>({
  key: isText,
  about: hasFields<PackedHeader['about']>({
    name: isText,
    kind: isOneOf(['folder', 'file', 'known']),
    classes: isOptional(isListOf(isText)),
    testOrigin: isOptional(isOneOf(['test', 'validation', 'held-out'])),
    resized: isOptional(isFlag),
    partners: isOptional(
      hasFields<NonNullable<PackedHeader['about']['partners']>>({
        attribute: isText,
        across: isText,
      }),
    ),
    notes: isOptional(isListOf(isSentence)),
    noteRemedies: isOptional(isRecordOf(isSentence)),
    valueRanges: isOptional(isRanges),
    license: isOptional(isText),
    credit: isOptional(isText),
    height: isSize,
    width: isSize,
    channels: isSize,
    mean: isListOf(isFraction),
    std: isListOf(isFraction),
    skipped: isListOf(
      hasFields<SkippedFile>({ path: isText, reason: isSentence, images: isOptional(isCount) }),
    ),
    fingerprint: isText,
  }),
  trainLength: isSize,
  validationLength: isOptional(isSize),
  names: isListOf(isText),
  labels: isOptional(isListOf(isLabel)),
  attributes: isOptional(isRecordOf(isListOf(isText))),
});

/** Parses a header that may be damaged or forged; undefined unless all its parts are consistent. */
export function parsePackedHeader(text: string): PackedHeader | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isPackedHeader(value)) return undefined;
  const header = value as PackedHeader;
  const { about, trainLength, validationLength = 0, names, labels, attributes = {} } = header;
  const fits =
    about.mean.length === about.channels &&
    about.std.length === about.channels &&
    trainLength + validationLength <= names.length &&
    (labels === undefined) === (about.classes === undefined) &&
    [labels ?? names, ...Object.values(attributes)].every((one) => one.length === names.length) &&
    (labels ?? []).every((label) => label < (about.classes ?? []).length);
  return fits ? { ...header, about: withLicense(about) } : undefined;
}

/** Files written before version 0.2 spell the license `licence`. */
function withLicense(about: PackedHeader['about'] & { readonly licence?: unknown }) {
  const { licence, ...rest } = about;
  return typeof licence === 'string' ? { license: licence, ...rest } : rest;
}
