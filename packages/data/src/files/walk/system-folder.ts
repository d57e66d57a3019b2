/** Folders that hold processes and devices instead of a user's files. */
const folders = ['/proc', '/sys', '/dev'];
/** A RAM disk. */
const disks = ['/dev/shm'];

const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/**
 * The folder of the operating system, such as `/proc`, that a path is in; undefined if it is in none.
 * @param path absolute, without links.
 */
export function systemFolder(path: string): string | undefined {
  if (disks.some((disk) => isIn(path, disk))) return undefined;
  return folders.find((folder) => isIn(path, folder));
}
