import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { cacheFolder, readRegularFile, replaceFile } from '@jssl/settings/node';
import type { RunConfig } from '@jssl/trainer';

/** Room for paths of several thousand characters each. */
const LARGEST = 2 ** 16;

/** Where the images of a run or an index are. */
interface KnownPlaces {
  readonly key: string;
  /** What the file of the run or index says. */
  readonly source: string;
  /** Where this user trained on them or said that they are, the latest first. */
  readonly places: readonly string[];
}

/** The most places that are kept. */
const MOST_PLACES = 8;

/**
 * Identifies a run: by the random id in its `config.json`, which it keeps when it is moved, or by its folder
 * where it has none.
 */
export function runKey(path: string, recorded: Partial<RunConfig>): string {
  const id = recorded['id'];
  return typeof id === 'string' ? `run ${id}` : `folder ${realpathSync(path)}`;
}

/** Identifies the table of labels of a run, of which the key is given. */
export function labelsKey(key: string): string {
  return `labels of ${key}`;
}

/** Identifies an index: by its weights and its images. */
export function indexKey(about: { readonly encoder: string; readonly fingerprint: string }): string {
  return `index ${about.encoder} ${about.fingerprint}`;
}

/**
 * Records that the images of a run or an index may be read from `place` without asking, because they were
 * given by the user of this machine. The record is in the cache folder, so a run from another user has none.
 * Errors are ignored: then the user has to pass the folder again.
 * @param source what the file of the run or index says.
 */
export function rememberPlace(key: string, source: string, place: string): void {
  const others = knownPlaces(key, source).filter((one) => one !== place);
  const places = [place, ...others].slice(0, MOST_PLACES);
  const known: KnownPlaces = { key, source, places };
  try {
    mkdirSync(placesFolder(), { recursive: true });
    replaceFile(fileOf(key, source), `${JSON.stringify(known)}\n`, { flush: false });
  } catch {
    // A read-only cache.
  }
}

/**
 * The recorded places of images, the latest first, if what the file of the run or index says is still the
 * same; none without a record.
 */
export function knownPlaces(key: string, source: string): readonly string[] {
  try {
    const text = readRegularFile(fileOf(key, source), { largest: LARGEST }).toString();
    const known = JSON.parse(text) as Partial<KnownPlaces>;
    if (known.key !== key || known.source !== source) return [];
    return known.places?.filter((one) => typeof one === 'string') ?? [];
  } catch {
    return [];
  }
}

/** The latest of the recorded places that exists, or else the latest; undefined without a record. */
export function knownPlace(key: string, source: string): string | undefined {
  const places = knownPlaces(key, source);
  return places.find((one) => existsSync(one)) ?? places[0];
}

function placesFolder(): string {
  return join(cacheFolder(), 'places');
}

/** A copy of a run that names another folder has its own record. */
function fileOf(key: string, source: string): string {
  const name = createHash('sha256').update(JSON.stringify([key, source])).digest('hex').slice(0, 32);
  return join(placesFolder(), `${name}.json`);
}
