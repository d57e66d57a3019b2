/** Some of the settings; undefined is the default. */
export type Given<Settings> = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

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
