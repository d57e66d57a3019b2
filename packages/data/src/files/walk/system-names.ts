/** Folders created by operating systems, storage devices and programs, in lower case. */
const systemFolders = new Set([
  // Network storage (Synology, QNAP): thumbnails, recycled files, snapshots.
  '@eadir',
  '@recycle',
  '@recently-snapshot',
  '@tmp',
  '#recycle',
  '#snapshot',
  '~snapshot',
  // macOS and Windows.
  '__macosx',
  'network trash folder',
  'temporary items',
  '$recycle.bin',
  'recycled',
  'recycler',
  'system volume information',
  'config.msi',
  // Linux, Android.
  'lost+found',
  'lost.dir',
  // Programs that copy and synchronize.
  '_gsdata_',
  // Programs that make thumbnails of photos for web pages.
  '_thumb',
  '_thumbs',
  '_thumbnails',
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
]);

/**
 * Whether a file or folder was created by a system or a program next to the pictures: hidden ones (`.git`,
 * `.thumbnails`, `._a.jpg`, `.dropbox.cache`), thumbnails and recycled files of network storage, `__MACOSX`,
 * `_gsdata_`, `node_modules`.
 */
export function isSystemName(name: string): boolean {
  const lower = name.toLowerCase();
  if (name.startsWith('.') || systemFolders.has(lower) || systemFiles.has(lower)) return true;
  // Fragments that a repair of a Windows disk leaves.
  if (/^found\.\d{3}$/.test(lower)) return true;
  // What Windows records about a downloaded file, once it is copied to another system.
  if (/:zone\.identifier(:\$data)?$/.test(lower)) return true;
  // Thumbnails that cameras write next to videos, Synology's streams, and previews of Adobe Lightroom.
  return /\.thm$|@syno(eastream|resource)$|\.lrdata$/.test(lower);
}
