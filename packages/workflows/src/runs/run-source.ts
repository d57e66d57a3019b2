import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { knownDatasets, type Dataset } from '@jssl/data';
import { InputError } from '@jssl/settings';
import type { RunConfig } from '@jssl/trainer';

import { chooseSource } from '../data/choose-source.js';
import { knownPlace, knownPlaces, labelsKey, rememberPlace, runKey } from './known-places.js';

/** What says where images are: the file of a run or an index. */
interface RecordedSource {
  /** The run folder or index, for errors. */
  readonly path: string;
  /** Identifies it: see `runKey` and `indexKey`. */
  readonly key: string;
  readonly source: string;
  /** The setting that takes images, for errors. Default `data`. */
  readonly setting?: string | undefined;
}

/**
 * The images of a run: those given, else the ones that it was trained on. The path in its `config.json` is
 * followed only if the run was trained by this user, or its images were given once; a run from another user
 * could name any folder of this machine. Names of known data sets are always followed.
 * @param run.setting takes images, for errors. Default `data`.
 * @throws InputError that says which folder to pass.
 */
export function runSource(
  { path, recorded, setting }: RecordedRun,
  given: string | Dataset | undefined,
): string | Dataset {
  const { source } = recorded;
  if (given !== undefined || source === undefined) return chooseSource(given, { setting });
  return followedSource({ path, key: runKey(path, recorded), source, setting });
}

/** A run with what its `config.json` says, if it has one. */
interface RecordedRun extends Pick<RecordedSource, 'path' | 'setting'> {
  readonly recorded: Partial<RunConfig>;
}

/** The recorded images of a run or an index, if they may be read without asking. @throws InputError */
export function followedSource({ path, key, source, setting }: RecordedSource): string {
  const choose = (recorded: string) => chooseSource(undefined, { recorded, setting });
  if (knownDatasets.some(({ name }) => name === source)) return choose(source);
  const place = knownPlace(key, source);
  if (place !== undefined) return choose(place);
  if (existsSync(source)) {
    throw new InputError(
      `${path} says that its images are in ${source}, but it was not created on this machine`,
      { remedy: `to read them, pass that folder or the one they are in now as {${setting ?? 'data'}}` },
    );
  }
  return choose(source);
}

/** Whether images are those that the run says it was trained on, wherever they are now. */
export function isRunSource(
  path: string,
  recorded: Partial<RunConfig>,
  chosen: string | Dataset,
): boolean {
  const { source } = recorded;
  if (source === undefined || typeof chosen !== 'string') return false;
  return chosen === source || knownPlaces(runKey(path, recorded), source).includes(chosen);
}

/**
 * The table of labels that a run recorded, like its images: followed only if the run was trained by this
 * user, or its labels were given once.
 * @throws InputError that says which file to pass.
 */
export function followedLabels(path: string, recorded: Partial<RunConfig>): string | undefined {
  const { labels } = recorded;
  if (typeof labels !== 'string') return undefined;
  const place = knownPlace(labelsKey(runKey(path, recorded)), labels);
  if (place !== undefined) return place;
  throw new InputError(
    `${path} says that its labels are in ${labels}, but it was not created on this machine`,
    { remedy: 'pass the file in {labels}' },
  );
}

/** What was opened for a run. */
interface Opened {
  readonly source: string | Dataset;
  readonly labels?: string | undefined;
  readonly data: Pick<Dataset, 'fingerprint'>;
}

/** Remembers where the images and labels of a run are, if they are the same as the run was trained on. */
export function rememberRunSource(
  path: string,
  recorded: Partial<RunConfig>,
  { source, labels, data }: Opened,
): void {
  if (recorded.source === undefined || typeof source !== 'string') return;
  const { fingerprint } = (recorded.data ?? {}) as { readonly fingerprint?: unknown };
  if (fingerprint !== data.fingerprint) return;
  const key = runKey(path, recorded);
  remember(key, recorded.source, source);
  if (typeof recorded.labels === 'string' && labels !== undefined) {
    remember(labelsKey(key), recorded.labels, resolve(labels));
  }
}

function remember(key: string, recorded: string, place: string): void {
  if (knownPlace(key, recorded) !== place) rememberPlace(key, recorded, place);
}
