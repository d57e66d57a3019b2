import type { LoadedField } from '../state/fields.js';

/** Colors that can be told apart, also by most people who see few colors; they are light enough for dark pages. */
const categories = [
  ...['#4e79c7', '#e8833a', '#3fa65a', '#d6495b', '#8f6cc9', '#a0714f'],
  ...['#dd79b8', '#7d8794', '#b5ad29', '#22b0bf', '#5b8def', '#f2a25c'],
];
/** From early to late (from dark to light). */
const ordered = ['#46327e', '#365c8d', '#277f8e', '#1fa187', '#4ac16d', '#a0da39', '#e0cb23'];

/** The color of a value of a field, as hexadecimal. */
export function colorOf(field: Pick<LoadedField, 'values' | 'isOrdered'>, code: number): string {
  if (!field.isOrdered) return categories[code % categories.length] ?? '#888888';
  const share = field.values.length > 1 ? code / (field.values.length - 1) : 0;
  const place = share * (ordered.length - 1);
  return mixed(ordered[Math.floor(place)], ordered[Math.ceil(place)], place % 1);
}

function mixed(one = '#888888', other = '#888888', share = 0): string {
  const channel = (color: string, at: number) => parseInt(color.slice(at, at + 2), 16);
  const parts = [1, 3, 5].map((at) => {
    const value = channel(one, at) * (1 - share) + channel(other, at) * share;
    return Math.round(value).toString(16).padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

/** A color as a pixel of a canvas, opaque. */
export function pixelOf(color: string): number {
  const value = parseInt(color.slice(1), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
