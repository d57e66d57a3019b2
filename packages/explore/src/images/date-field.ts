import { categoryField } from './category-field.js';
import type { Field } from './explored-images.js';

/** A date is shown by day, month or year: the finest with at most so many values. */
const MOST_VALUES = 24;

/**
 * The dates of files as a field.
 * @param dates in milliseconds since 1970 [N].
 * @returns undefined if all are the same.
 */
export function dateField(dates: ArrayLike<number>): Field | undefined {
  const texts = Array.from(dates, (date) =>
    Number.isFinite(date) ? new Date(date).toISOString() : '',
  );
  for (const length of ['2026-11-30'.length, '2026-11'.length, '2026'.length]) {
    const shown = texts.map((text) => text.slice(0, length) || undefined);
    const values = new Set(shown);
    if (values.size > MOST_VALUES && length > 4) continue;
    return values.size > 1 ? categoryField('date', shown, { isOrdered: true }) : undefined;
  }
  return undefined;
}
