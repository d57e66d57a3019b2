/** Folders created by operating systems, storage devices and programs, in lower case. */
const systemFolders = new Set([
  // Network storage (Synology, QNAP): thumbnails, recycled files, snapshots.
  '@eadir',
  '@recycle',
  '@recently-snapshot',
  '@tmp',
  '#recycle',
  '#snapshot',
  // macOS and Windows.
  '__macosx',
  'network trash folder',
  'temporary items',
  '$recycle.bin',
  'recycler',
  'system volume information',
  'found.000',
  // Linux.
  'lost+found',
  // Programs.
  'node_modules',
  '__pycache__',
]);

/** Files created by operating systems, in lower case. */
const systemFiles = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'desktop.ini',
  'icon\r',
  '@synoresource',
]);

/**
 * Whether a file or folder was created by a system or a program next to the pictures: hidden ones (`.git`,
 * `.thumbnails`, `._a.jpg`), thumbnails and recycled files of network storage, `__MACOSX`, `node_modules`.
 */
export function isSystemName(name: string): boolean {
  const lower = name.toLowerCase();
  if (name.startsWith('.') || systemFolders.has(lower) || systemFiles.has(lower)) return true;
  // Thumbnails that cameras write next to videos.
  return lower.endsWith('.thm');
}
