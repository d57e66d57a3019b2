import type { RetrievalResult } from '@jssl/eval';
import { checkSettings } from '@jssl/settings';

import { recordedValue } from '../run/recorded-value.js';
import { methodNames } from '../settings/method-traits.js';
import { recordedConfig } from '../settings/recorded-config.js';
import { trainSettings, type TrainConfig } from '../settings/train-settings.js';
import type { ComparedBaseline, ComparedData, ComparedRun, Comparison } from './comparison.js';
import type { EncoderMeasures, TestOutcomes, ValidatedMeasures } from './measure-encoder.js';

const { flag, object, list, text, number, whole } = recordedValue;

/** Names of baselines. */
const baselineNames: readonly ComparedBaseline['name'][] = ['raw pixels', 'random weights'];

/**
 * The content of `comparison.json`, which is not trusted: every value that is used is checked.
 * @throws TypeError naming the first damaged value, SettingError for invalid settings.
 */
export function parseComparison(written: Readonly<Record<string, unknown>>): Comparison {
  const config = recordedConfig(object('config', written['config']));
  // Checked separately, because the runs differ in some settings.
  checkSettings(trainSettings, config);
  const machine = Object.entries(object('machine', written['machine'])).map(
    ([name, value]) => [name, text(`machine.${name}`, value)] as const,
  );
  const controls = optional(written['controls'], (one) => flag('controls', one));
  const margin = optional(written['margin'], (one) => number('margin', one, { least: 0 }));
  return {
    ...(controls !== undefined && { controls }),
    ...(margin !== undefined && { margin }),
    config,
    data: parseData(object('data', written['data'])),
    machine: Object.fromEntries(machine),
    about: object('about', written['about']),
    planned: list('planned', written['planned']).map((one, at) => text(`planned[${at}]`, one)),
    runs: list('runs', written['runs']).map((one, at) => parseRun(`runs[${at}]`, one)),
    baselines: list('baselines', written['baselines']).map((one, at) =>
      parseBaseline(`baselines[${at}]`, one),
    ),
  };
}

/** A value that may be missing; JSON has null for a number that was not finite. */
function optional<Value>(value: unknown, parse: (value: unknown) => Value): Value | undefined {
  return value === undefined || value === null ? undefined : parse(value);
}

function count(place: string, value: unknown): number {
  return whole(place, value, { least: 0 });
}

function share(place: string, value: unknown): number {
  return number(place, value, { least: 0, most: 1 });
}

function parseData(data: Readonly<Record<string, unknown>>): ComparedData {
  const retrieval = optional(data['retrieval'], (value) => {
    const task = object('data.retrieval', value);
    const recallAt = list('data.retrieval.recallAt', task['recallAt']);
    return {
      attribute: text('data.retrieval.attribute', task['attribute']),
      across: text('data.retrieval.across', task['across']),
      recallAt: recallAt.map((k, at) => whole(`data.retrieval.recallAt[${at}]`, k, { least: 1 })),
      chance: parseRetrieval('data.retrieval.chance', task['chance']),
    };
  });
  const unbalanced = optional(data['unbalanced'], (one) => flag('data.unbalanced', one));
  const mostFrequent = optional(data['mostFrequent'], parseMostFrequent);
  return {
    name: text('data.name', data['name']),
    fingerprint: text('data.fingerprint', data['fingerprint']),
    classes: count('data.classes', data['classes']),
    trainImages: count('data.trainImages', data['trainImages']),
    validationImages: optional(data['validationImages'], (value) =>
      count('data.validationImages', value),
    ),
    testImages: count('data.testImages', data['testImages']),
    testOrigin: optional(data['testOrigin'], (value) => text('data.testOrigin', value)),
    ...(unbalanced !== undefined && { unbalanced }),
    ...(mostFrequent && { mostFrequent }),
    ...(retrieval && { retrieval }),
  };
}

function parseMostFrequent(value: unknown): NonNullable<ComparedData['mostFrequent']> {
  const place = 'data.mostFrequent';
  const { name, class: className, label, top1, top5, balanced } = object(place, value);
  return {
    name: oneOf(`${place}.name`, ['most frequent class'], name),
    class: text(`${place}.class`, className),
    label: count(`${place}.label`, label),
    top1: share(`${place}.top1`, top1),
    top5: share(`${place}.top5`, top5),
    balanced: share(`${place}.balanced`, balanced),
  };
}

function parseRun(place: string, value: unknown): ComparedRun {
  const run = object(place, value);
  const name = oneOf(`${place}.method`, methodNames, run['method']);
  const weights = list(`${place}.weights`, run['weights']);
  if (weights.length !== 3) {
    throw new TypeError(`${place}.weights must have 3 numbers, got ${weights.length}`);
  }
  const seconds = optional(run['secondsPerEpoch'], (one) =>
    number(`${place}.secondsPerEpoch`, one, { least: 0 }),
  );
  const measures = optional(run['measures'], (one) => parseMeasures(`${place}.measures`, one));
  const error = optional(run['error'], (one) => text(`${place}.error`, one));
  return {
    name: text(`${place}.name`, run['name']),
    method: name,
    temperature: number(`${place}.temperature`, run['temperature'], { least: 0 }),
    weights: weights.map((one, at) =>
      number(`${place}.weights[${at}]`, one),
    ) as unknown as TrainConfig['weights'],
    seed: count(`${place}.seed`, run['seed']),
    ...(seconds !== undefined && { secondsPerEpoch: seconds }),
    ...(measures && { measures }),
    ...(error !== undefined && { error }),
  };
}

function parseBaseline(place: string, value: unknown): ComparedBaseline {
  const { name, seed, measures } = object(place, value);
  return {
    name: oneOf(`${place}.name`, baselineNames, name),
    seed: count(`${place}.seed`, seed),
    measures: parseMeasures(`${place}.measures`, measures),
  };
}

function parseMeasures(place: string, value: unknown): EncoderMeasures {
  const { knn, linear, validation, validated, retrieval, outcomes } = object(place, value);
  const accuracy = (name: string, one: unknown) => {
    const { top1, top5, balanced: mean } = object(`${place}.${name}`, one);
    const at = `${place}.${name}`;
    const balanced = optional(mean, (value) => share(`${at}.balanced`, value));
    return {
      top1: share(`${at}.top1`, top1),
      top5: share(`${at}.top5`, top5),
      ...(balanced !== undefined && { balanced }),
    };
  };
  const byKnn = optional(validation, (one) => share(`${place}.validation`, one));
  const others = optional(validated, (one) => parseValidated(`${place}.validated`, one));
  const each = optional(outcomes, (one) => parseOutcomes(`${place}.outcomes`, one));
  const retrieved = optional(retrieval, (one) => parseRetrieval(`${place}.retrieval`, one));
  return {
    knn: accuracy('knn', knn),
    linear: accuracy('linear', linear),
    ...(byKnn !== undefined && { validation: byKnn }),
    ...(others && { validated: others }),
    ...(retrieved && { retrieval: retrieved }),
    ...(each && { outcomes: each }),
  };
}

function parseRetrieval(place: string, value: unknown): RetrievalResult {
  const { recall, meanAveragePrecision, queries, ...intervals } = object(place, value);
  const recallIntervals = optional(intervals['recallIntervals'], (all) =>
    list(`${place}.recallIntervals`, all).map((one, at) =>
      parseInterval(`${place}.recallIntervals[${at}]`, one),
    ),
  );
  const mean = optional(intervals['meanAveragePrecisionInterval'], (one) =>
    parseInterval(`${place}.meanAveragePrecisionInterval`, one),
  );
  return {
    recall: list(`${place}.recall`, recall).map((one, at) => share(`${place}.recall[${at}]`, one)),
    meanAveragePrecision: share(`${place}.meanAveragePrecision`, meanAveragePrecision),
    queries: count(`${place}.queries`, queries),
    ...(recallIntervals && { recallIntervals }),
    ...(mean && { meanAveragePrecisionInterval: mean }),
  };
}

function parseValidated(place: string, value: unknown): ValidatedMeasures {
  const written = object(place, value);
  const names = ['linear', 'recall', 'meanAveragePrecision'] as const;
  const known = names.flatMap((name) => {
    const found = optional(written[name], (one) => share(`${place}.${name}`, one));
    return found === undefined ? [] : [[name, found] as const];
  });
  return Object.fromEntries(known);
}

function parseOutcomes(place: string, value: unknown): TestOutcomes {
  const { knn, linear, retrieval } = object(place, value);
  const found = optional(retrieval, (one) => {
    const queries = object(`${place}.retrieval`, one);
    const numbers = (name: string, of: (place: string, value: unknown) => number) =>
      list(`${place}.retrieval.${name}`, queries[name]).map((entry, at) =>
        of(`${place}.retrieval.${name}[${at}]`, entry),
      );
    return {
      groups: numbers('groups', (at, one) => number(at, one)),
      firstRanks: numbers('firstRanks', (at, one) => whole(at, one, { least: 1 })),
      averagePrecisions: numbers('averagePrecisions', share),
    };
  });
  return {
    knn: text(`${place}.knn`, knn),
    linear: text(`${place}.linear`, linear),
    ...(found && { retrieval: found }),
  };
}

function parseInterval(place: string, value: unknown): { low: number; high: number } {
  const { low, high } = object(place, value);
  return { low: share(`${place}.low`, low), high: share(`${place}.high`, high) };
}

function oneOf<Name extends string>(place: string, names: readonly Name[], value: unknown): Name {
  const found = names.find((one) => one === value);
  if (found !== undefined) return found;
  throw new TypeError(`${place} must be one of ${names.join(', ')}, got ${text(place, value)}`);
}
