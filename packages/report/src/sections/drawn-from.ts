import type { Gallery } from '../study/gallery-study.js';
import { count } from '../page/page-parts.js';

/**
 * What the gallery was chosen from, at the beginning of a sentence: `All 680 images (68 test images and 612
 * training images)`.
 */
export function drawnFrom({ test, training }: Pick<Gallery, 'test' | 'training'>): string {
  const kinds = [
    { ...test, kind: 'test images' },
    { ...training, kind: 'training images' },
  ].filter(({ total }) => total > 0);
  const shown = kinds.filter(({ shown }) => shown > 0);
  const total = kinds.reduce((sum, one) => sum + one.total, 0);
  if (kinds.every((one) => one.shown === one.total)) {
    const [only, other] = kinds;
    if (!only || !other) return `All ${count(total)} ${only?.kind ?? 'images'}`;
    const parts = kinds.map(({ total, kind }) => `${count(total)} ${kind}`);
    return `All ${count(total)} images (${parts.join(' and ')})`;
  }
  const parts = shown.map(({ shown, total, kind }) =>
    shown === total ? `all ${count(total)} ${kind}` : `${count(shown)} of ${count(total)} ${kind}`,
  );
  return parts.join(' and ').replace(/^a/, 'A');
}
