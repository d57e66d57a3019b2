/** The commands that several ranks share the work of. */
export const jobCommands: readonly string[] = ['train', 'embed'];

let joined = false;

/** Whether this process has joined its job: then rank 0 tells what goes wrong on all ranks. */
export function hasJoinedJob(): boolean {
  return joined;
}

/** Tells {@link hasJoinedJob} so. */
export function setJoinedJob(): void {
  joined = true;
}
