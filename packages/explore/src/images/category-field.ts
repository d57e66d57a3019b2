import type { Field } from './explored-images.js';

/**
 * A field of texts.
 * @param texts of each image [N]; undefined for none.
 */
export function categoryField(
  name: string,
  texts: readonly (string | undefined)[],
  {
    values,
    isOrdered = false,
  }: { readonly values?: readonly string[]; readonly isOrdered?: boolean } = {},
): Field {
  const all = values ?? inOrder(new Set(texts.filter((text) => text !== undefined)));
  const codeOf = new Map(all.map((text, code) => [text, code]));
  const codes = Int32Array.from(texts, (text) =>
    text === undefined ? -1 : (codeOf.get(text) ?? -1),
  );
  return { name, values: all, codes, isOrdered };
}

/** By number if all are numbers, else by code points. */
function inOrder(texts: ReadonlySet<string>): string[] {
  const all = [...texts];
  const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));
  if (all.every(isNumber)) return all.sort((one, other) => Number(one) - Number(other));
  return all.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
}
