import { nearestName } from './nearest-name.js';
import { SettingError } from './setting-error.js';
import type { Setting, SettingsOf, SettingsTable } from './setting.js';

/**
 * The default of every setting.
 * @example
 * ```ts
 * import { defaultsOf, whole } from '@jssl/settings';
 *
 * const k = whole({ initial: 200, least: 1, required: 'at least 1', help: 'neighbors that vote' });
 * console.log(defaultsOf({ k })); // { k: 200 }
 * ```
 */
export function defaultsOf<Table extends SettingsTable>(table: Table): SettingsOf<Table> {
  const rows = Object.entries(table).map(([name, { initial }]) => [name, initial]);
  return Object.fromEntries(rows) as SettingsOf<Table>;
}

/**
 * Checks each setting separately.
 * @param values of all settings, which may come from a file.
 * @throws SettingError for the first invalid one, in the order of the table.
 * @example
 * ```ts
 * import { checkSettings, whole } from '@jssl/settings';
 *
 * const k = whole({ initial: 200, least: 1, required: 'at least 1', help: 'neighbors that vote' });
 * checkSettings({ k }, { k: 5 });
 * try {
 *   checkSettings({ k }, { k: 0 });
 * } catch (error) {
 *   console.log((error as Error).message); // k must be at least 1, got 0
 * }
 * ```
 */
export function checkSettings<Table extends SettingsTable>(
  table: Table,
  values: { readonly [Name in keyof Table]: unknown },
): void {
  for (const [setting, row] of Object.entries<Setting<unknown>>(table)) {
    const got = (values as Readonly<Record<string, unknown>>)[setting];
    if (row.holds(got)) continue;
    const { choices, limit = Infinity } = row;
    const isTooLarge = typeof got === 'number' && got > limit;
    const required = isTooLarge ? `${row.required}, and at most ${limit}` : row.required;
    throw new SettingError({ setting, required, got, choices });
  }
}

/**
 * Completes settings with their defaults and checks them. Undefined values count as not given.
 * @throws SettingError for an unknown name, and for an invalid value.
 * @example
 * ```ts
 * import { completeSettings, whole } from '@jssl/settings';
 *
 * const table = {
 *   k: whole({ initial: 200, least: 1, required: 'at least 1', help: 'neighbors that vote' }),
 *   epochs: whole({ initial: 10, least: 1, required: 'at least 1', help: 'passes' }),
 * };
 * console.log(completeSettings(table, { k: 5 })); // { k: 5, epochs: 10 }
 * ```
 */
export function completeSettings<Table extends SettingsTable>(
  table: Table,
  given: Partial<SettingsOf<Table>>,
): SettingsOf<Table> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [setting, got] of entries) {
    if (Object.hasOwn(table, setting)) continue;
    const meant = nearestName(setting, Object.keys(table));
    const remedy = meant === undefined ? {} : { remedy: `did you mean {${meant}}?` };
    throw new SettingError({
      ...{ setting, required: 'left out: there is no such setting', got },
      ...remedy,
    });
  }
  const values = {
    ...defaultsOf(table),
    ...(Object.fromEntries(entries) as Partial<SettingsOf<Table>>),
  };
  checkSettings(table, values);
  return values;
}

/**
 * The rows of a table under one heading of `--help`.
 * @example
 * ```ts
 * import { inGroup, whole } from '@jssl/settings';
 *
 * const k = whole({ initial: 200, least: 1, required: 'at least 1', help: 'neighbors that vote' });
 * console.log(inGroup('Evaluation', { k }).k.group); // Evaluation
 * ```
 */
export function inGroup<Table extends SettingsTable>(group: string, table: Table): Table {
  const rows = Object.entries(table).map(([name, row]) => [name, { ...row, group }]);
  return Object.fromEntries(rows) as Table;
}
