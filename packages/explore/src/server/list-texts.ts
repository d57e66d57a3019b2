import { resolve } from 'node:path';

import { csvLine, InputError, shellWord } from '@jssl/settings';

import type { Exploration } from '../exploration/exploration.js';
import { labelLines } from '../lists/label-lines.js';
import { movePlan } from '../lists/move-plan.js';

/** A list to write. */
export interface TextRequest {
  readonly kind: 'names' | 'csv' | 'labels' | 'copy' | 'move';
  /** The images of `names` and `csv`. */
  readonly images?: readonly number[];
  /** The tags of `labels`, `copy` and `move`. */
  readonly tags?: readonly string[];
}

/** A text to be saved as a file. */
export interface ListText {
  readonly file: string;
  readonly text: string;
  /** What it is for. */
  readonly about: string;
}

/** Makes a list, a table, labels or a script of images. @throws InputError for what can't be made. */
export function listText(exploration: Exploration, request: TextRequest): ListText {
  const { images } = exploration;
  const { kind } = request;
  if (kind === 'names' || kind === 'csv') {
    const chosen = request.images ?? [];
    if (kind === 'csv') {
      const about = 'One row for each image, with its fields and tags.';
      return { file: 'images.csv', text: csvOf(exploration, chosen), about };
    }
    const text = chosen.map((index) => `${oneLine(images.nameOf(index))}\n`).join('');
    return { file: 'images.txt', text, about: 'One name in each line.' };
  }
  const byTag = exploration.tagging.byTag();
  const tags = new Map((request.tags ?? []).map((tag) => [tag, byTag.get(tag) ?? []]));
  if (kind === 'labels') return labelsText(images.source, tags);
  const files = new Map(
    [...tags].map(([tag, names]) => {
      const paths = names.flatMap((name) => {
        const index = exploration.indexOf(name);
        return (index === undefined ? undefined : images.fileOf(index)) ?? [];
      });
      return [tag, paths.map((path) => resolve(path))] as const;
    }),
  );
  if ([...files.values()].every((paths) => paths.length === 0)) {
    throw new InputError('there are no image files with these tags');
  }
  const text = movePlan(files, { action: kind, to: `${resolve(images.source)}-sorted` });
  const about = `A shell script that ${kind === 'copy' ? 'copies' : 'moves'} the files into folders; nothing happens until you run it: sh ${kind}-images.sh`;
  return { file: `${kind}-images.sh`, text, about };
}

/** A line break in a name would make two names of it. */
const oneLine = (name: string) => (/[\r\n]/.test(name) ? JSON.stringify(name) : name);

function labelsText(source: string, tags: ReadonlyMap<string, readonly string[]>): ListText {
  const { text, labeled, ambiguous } = labelLines(tags);
  const left = ambiguous > 0 ? ` ${ambiguous} with several of the tags were left out.` : '';
  const about = `${labeled} labels.${left} To train and measure with them: jssl train ${shellWord(source)} --labels labels.jsonl`;
  return { file: 'labels.jsonl', text, about };
}

function csvOf(exploration: Exploration, chosen: readonly number[]): string {
  const { images, tagging } = exploration;
  const tagsOf = new Map<string, string[]>();
  for (const [tag, names] of tagging.byTag()) {
    for (const name of names) tagsOf.set(name, [...(tagsOf.get(name) ?? []), tag]);
  }
  const { fields } = images;
  const rows = chosen.map((index) => {
    const name = images.nameOf(index);
    const values = fields.map(({ values: all, codes }) => all[codes[index] ?? -1] ?? '');
    return csvLine([name, ...values, (tagsOf.get(name) ?? []).join(' | ')]);
  });
  return csvLine(['name', ...fields.map(({ name }) => name), 'tags']) + rows.join('');
}
