/** The message of an error, or of anything else that was thrown. */
export function messageOf(error: unknown): string {
  // Not instanceof: the error may come from another realm.
  const { message } = (error ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? message : String(error);
}
