import type { RunSummary } from '@jssl/trainer';

import type { SectionBody } from '../page/draw-page.js';
import type { StudiedRun } from '../study/studied-run.js';

/** How to compute each part of a study, by name. */
export type StudyParts = Readonly<Record<string, (run: StudiedRun) => unknown>>;

/** The computed parts. */
export type Study<Parts extends StudyParts> = {
  readonly [Part in keyof Parts]: Awaited<ReturnType<Parts[Part]>>;
};

/** What every study contains about its run. */
export interface StudyBasis {
  readonly weights: 'best' | 'last';
  /** Whether the images are those of the run; undefined if the run does not say. */
  readonly sameImages: boolean | undefined;
}

/** What a section of a run's report draws. */
export interface RunReport<Parts extends StudyParts> {
  readonly run: RunSummary;
  /** The run alone, for sections that can draw several. */
  readonly runs: readonly [RunSummary];
  readonly study: StudyBasis & Study<Parts>;
}

/** A section of a run's report; {@link runSections} lists them all. */
export interface RunSection<Parts extends StudyParts> {
  readonly id: string;
  readonly title: string;
  /** The parts of the study it needs. Parts of the same name in several sections are the same function. */
  readonly takes: Parts;
  draw(report: RunReport<Parts>): SectionBody;
}

/** Defines a section, with the types that `draw` gets. */
export function runSection<Parts extends StudyParts>(section: RunSection<Parts>) {
  return section;
}
