import { classesSection } from './classes.js';
import { mapSection } from './map.js';
import { neighborsSection } from './neighbors.js';
import { overviewSection } from './overview.js';
import { runsSection } from './runs.js';
import { settingsSection } from './settings.js';
import { trainingSection } from './training.js';
import { viewsSection } from './views.js';

/** The sections of a run's report, in order. The parts of its study are computed in this order too. */
export const runSections = [
  overviewSection,
  mapSection,
  neighborsSection,
  classesSection,
  trainingSection,
  viewsSection,
  settingsSection,
] as const;

/** The sections of a report that compares runs, in order. */
export const runsSections = [runsSection, trainingSection] as const;
