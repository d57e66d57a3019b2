import type { FoundFile } from '../../files/walk/find-files.js';

/** A folder, and the images below it. */
export interface FolderNode {
  readonly name: string;
  /** Relative to the data set's folder; empty for that one. */
  readonly path: string;
  /** The images directly in it. */
  readonly files: FoundFile[];
  readonly children: Map<string, FolderNode>;
  /** The number of images at any depth. */
  count: number;
}

const newNode = (name: string, path: string): FolderNode => ({
  ...{ name, path, count: 0 },
  files: [],
  children: new Map(),
});

/**
 * The tree of the folders of a data set.
 * @param files images, sorted by path.
 * @param folders paths of folders, which may hold no images.
 */
export function folderTree(
  files: readonly FoundFile[],
  folders: readonly string[] = [],
): FolderNode {
  const root = newNode('', '');
  const nodes = new Map([['', root]]);
  const nodeAt = (path: string): FolderNode => {
    const known = nodes.get(path);
    if (known) return known;
    const end = path.lastIndexOf('/');
    const name = path.slice(end + 1);
    const node = newNode(name, path);
    nodeAt(path.slice(0, Math.max(end, 0))).children.set(name, node);
    nodes.set(path, node);
    return node;
  };
  folders.forEach(nodeAt);
  for (const file of files) {
    nodeAt(file.path.slice(0, Math.max(file.path.lastIndexOf('/'), 0))).files.push(file);
  }
  countImages(root);
  return root;
}

function countImages(node: FolderNode): number {
  node.count = node.files.length;
  for (const child of node.children.values()) node.count += countImages(child);
  return node.count;
}

/** The subfolders that hold images at any depth. */
export function filledChildren(node: FolderNode): FolderNode[] {
  return [...node.children.values()].filter(({ count }) => count > 0);
}

/** All images below a folder. */
export function* filesBelow(node: FolderNode): Generator<FoundFile, void, undefined> {
  yield* node.files;
  for (const child of node.children.values()) yield* filesBelow(child);
}
