let find: () => readonly string[] = () => [];
let found: readonly string[] | undefined;

/** Says how to find the processor's instruction sets by name, which not every JavaScript engine can. */
export function findInstructionsBy(way: () => readonly string[]): void {
  find = way;
  found = undefined;
}

/** Whether the processor has one of these instruction sets. */
export function hasInstructions(...names: readonly string[]): boolean {
  found ??= find();
  return found.some((one) => names.includes(one));
}
