/** Some of the settings; undefined is the default. */
export type Given<Settings> = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** The options that are given: undefined must not override what they are merged with. */
export function withoutUndefined<Options extends object>(
  options: Options,
): { [Key in keyof Options]?: Exclude<Options[Key], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof Options]?: Exclude<Options[Key], undefined> };
}

/** Picks the settings of a table from some options, leaving out undefined ones. */
export function pick<Name extends string, Options extends { readonly [Key in Name]?: unknown }>(
  table: Readonly<Record<Name, unknown>>,
  options: Options,
): { [Key in Name]?: Exclude<Options[Key], undefined> } {
  const names = (Object.keys(table) as Name[]).filter((name) => options[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, options[name]])) as {
    [Key in Name]?: Exclude<Options[Key], undefined>;
  };
}
