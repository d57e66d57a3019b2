import { whole } from '@jssl/settings';

/** The seed of an evaluation. */
export const seedSetting = (help: string) =>
  whole({
    ...{ initial: 0, least: 0, most: 2 ** 32 - 1, placeholder: 'number', help },
    required: 'a whole number from 0 to 4294967295',
  });
