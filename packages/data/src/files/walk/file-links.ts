import { readlinkSync, realpathSync } from 'node:fs';

import { isInside } from '@jssl/settings/node';

import { systemFolder } from './system-folder.js';

/** Why a link is left out, by the system's error code. */
const linkReasons: Readonly<Record<string, string>> = {
  ENOENT: 'a link to a file that does not exist',
  ENOTDIR: 'a link to a file that does not exist',
  ELOOP: 'a link that leads back to itself',
  ENAMETOOLONG: 'a link that leads back to itself',
};

/** Why a link can't be followed, and what it says; undefined for other errors. */
export function brokenLink(path: string, error: unknown): string | undefined {
  const reason = linkReasons[(error as NodeJS.ErrnoException).code ?? ''];
  if (reason === undefined) return undefined;
  try {
    return `${reason}: ${readlinkSync(path)}`;
  } catch {
    return reason;
  }
}

/** Where a link to a folder leads, and whether it can be followed. */
export interface FolderLink {
  /** Absolute, without links. */
  readonly target: string;
  /** Why it is not followed. */
  readonly reason?: string;
}

/**
 * Finds out where a link to a folder leads.
 * @param places absolute paths, without links, of the folder that the link is in and of those in which the
 * links that led there are. A link to one of them, or to a folder around it, would be followed forever.
 */
export function followFolder(link: string, places: readonly string[]): FolderLink {
  const target = realpathSync(link);
  if (places.some((place) => isInside(target, place))) {
    return { target, reason: `a link to a folder that contains it: ${target}` };
  }
  if (systemFolder(target) !== undefined) {
    return { target, reason: `a link to a system folder: ${target}` };
  }
  return { target };
}
