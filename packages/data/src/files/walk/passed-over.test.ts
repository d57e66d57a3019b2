import { labelTablesNote, passedOver, tablesOfLabels } from './passed-over.js';

const nothing = {
  ...{ folders: [], system: [], own: [], special: [], outside: [], repeated: [] },
  others: new Map<string, string[]>(),
};

test('nothing to say', () => {
  expect(passedOver(nothing, '/pets')).toEqual([]);
});

test('other files, by kind, the most frequent first', () => {
  const others = new Map([
    ['a video', ['b.mp4']],
    ['a text file', ['a.txt', 'c.txt']],
    ['a file of an unknown kind', ['d', 'e']],
    ['a NumPy archive (.npz)', ['f.npz', 'g.npz']],
  ]);
  expect(passedOver({ ...nothing, others }, '/pets')).toEqual([
    'files that are not pictures were ignored: 2 text files, 2 files of an unknown kind, ' +
      '2 NumPy archives (.npz), 1 video (a.txt, …)',
  ]);
  expect(passedOver({ ...nothing, others: new Map([['a video', ['b.mp4']]]) }, '/pets')).toEqual([
    'files that are not pictures were ignored: 1 video (b.mp4)',
  ]);
});

test('system files, own folders, pipes and links are named', () => {
  const found = {
    ...nothing,
    system: ['f', 'e', 'd', 'c', 'b', 'a'],
    own: [{ path: 'runs/a', what: 'a run' }],
    special: ['pipe'],
    outside: [{ path: 'cat', target: '/full/cat' }],
    repeated: [{ path: 'train/cat', target: '/pets/images' }],
  };
  expect(passedOver(found, '/pets')).toEqual([
    'hidden files and folders, and those of operating systems and programs, were ignored: a, b, c, d, e and 1 more',
    'folders that JSSL wrote were ignored: runs/a (a run)',
    'pipes, sockets and devices were not opened: pipe',
    'links that lead outside the folder were followed: cat (to /full/cat)',
    'links lead to folders that are also read directly, so images may appear twice: train/cat (to images)',
  ]);
});

test('tables that may hold labels are named', () => {
  const others = new Map([['a text file', ['notes.csv', 'train/metadata.csv', 'Labels.jsonl']]]);
  const tables = tablesOfLabels({ others });
  expect(tables).toEqual(['train/metadata.csv', 'Labels.jsonl']);
  const note = 'train/metadata.csv, Labels.jsonl may hold labels; to use one, pass it as labels';
  expect(labelTablesNote(tables)).toEqual({
    notes: [note],
    noteRemedies: { [note]: 'to use one, pass it as {labels}' },
  });
  expect(labelTablesNote(['a.csv']).notes).toEqual([
    'a.csv may hold labels; to use it, pass it as labels',
  ]);
  expect(labelTablesNote([])).toEqual({ notes: [], noteRemedies: {} });
  expect(tablesOfLabels({ others: new Map([['a text file', ['readme.csv']]]) })).toEqual([]);
});
