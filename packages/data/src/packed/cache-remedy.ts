/** What to do when a file in the cache folder can't be read or written. */
export function cacheRemedy(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const elsewhere = 'set JSSL_CACHE to a folder that you can write to';
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? `free some space, or ${elsewhere}`
    : `check the permissions of the cache folder, or ${elsewhere}`;
}
