/** Folders that systems, storage boxes and programs make, in lower case. */
const systemFolders = new Set([
  // Storage boxes (Synology, QNAP): thumbnails, recycled files, snapshots.
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

/** Files that systems make, in lower case. */
const systemFiles = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'desktop.ini',
  'icon\r',
  '@synoresource',
]);

/**
 * Whether a file or folder is one that a system or a program made beside the pictures: hidden ones (`.git`,
 * `.thumbnails`, `._a.jpg`), thumbnails and recycled files of storage boxes, `__MACOSX`, `node_modules`.
 */
export function isSystemName(name: string): boolean {
  const lower = name.toLowerCase();
  if (name.startsWith('.') || systemFolders.has(lower) || systemFiles.has(lower)) return true;
  // The thumbnail that a camera writes beside a video.
  return lower.endsWith('.thm');
}
