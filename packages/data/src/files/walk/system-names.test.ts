import { isSystemName } from './system-names.js';

test.each([
  '@eaDir',
  '@EADIR',
  '.thumbnails',
  '__MACOSX',
  '._IMG_0008.JPG',
  '.DS_Store',
  '.git',
  'node_modules',
  '.ipynb_checkpoints',
  '#recycle',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
  'LOST.DIR',
  'FOUND.001',
  '_gsdata_',
  'IMG_1.JPG:Zone.Identifier',
  '_thumbs',
  '.dropbox.cache',
  '.stversions',
  '.sync',
  '.svn',
  '__pycache__',
  'RECYCLER',
  '#snapshot',
  '@Recently-Snapshot',
  'a.jpg@SynoEAStream',
  'photos Previews.lrdata',
  '.Trash-1000',
  '.AppleDouble',
  'Thumbs.db',
  'thumbs.db',
  'desktop.ini',
])('%s is of the system', (name) => {
  expect(isSystemName(name)).toBe(true);
});

test.each([
  'cat',
  'a.jpg',
  'thumbs',
  'recycle',
  'eaDir',
  '_cat',
  '@home',
  'Thumbs.db.jpg',
  'found.objects',
  'gsdata',
])('%s is not', (name) => {
  expect(isSystemName(name)).toBe(false);
});
