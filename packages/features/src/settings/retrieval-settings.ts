import type { Setting, SettingsOf } from '@jssl/settings';

const group = 'Retrieval';

/**
 * A retrieval task: images with the same value of `attribute` should find each other. With `across`, only
 * images with a different value of that attribute are searched.
 * @example
 * ```ts
 * import { retrievalSettings } from '@jssl/features';
 * import { defaultsOf } from '@jssl/settings';
 *
 * console.log(defaultsOf(retrievalSettings)); // { attribute: 'class', across: undefined }
 * ```
 */
export const retrievalSettings = {
  attribute: {
    ...{
      initial: 'class',
      required: 'class or the name of an attribute',
      placeholder: 'attribute',
    },
    holds: (value) => typeof value === 'string',
    help: 'for each test image, find those with the same class, or the same value of this attribute',
    group,
  } as Setting<string>,
  across: {
    ...{ initial: undefined, required: 'class or the name of an attribute' },
    holds: (value) => value === undefined || typeof value === 'string',
    help: 'search only among images that differ in this attribute',
    ...{ placeholder: 'attribute', defaultText: 'search among all', group },
  } as Setting<string | undefined>,
};

/** The values of {@link retrievalSettings}. */
export type RetrievalSettings = SettingsOf<typeof retrievalSettings>;
