/** Some of the settings; undefined is the default. */
export type Given<Settings> = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** The settings of a table among some options, without those that are undefined. */
export function pick<Name extends string, Options extends { readonly [Key in Name]?: unknown }>(
  table: Readonly<Record<Name, unknown>>,
  options: Options,
): { [Key in Name]?: Exclude<Options[Key], undefined> } {
  const names = (Object.keys(table) as Name[]).filter((name) => options[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, options[name]])) as {
    [Key in Name]?: Exclude<Options[Key], undefined>;
  };
}
