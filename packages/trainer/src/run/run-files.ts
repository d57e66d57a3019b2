/**
 * The names of the files and folders in a run folder.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { join } from 'node:path';
 * import { runFiles } from '@jssl/trainer';
 *
 * console.log(existsSync(join('runs/photos', runFiles.config))); // true
 * ```
 */
export const runFiles = {
  config: 'config.json',
  metricsTable: 'metrics.csv',
  metrics: 'metrics.jsonl',
  bestWeights: 'best.safetensors',
  lastWeights: 'last.safetensors',
  checkpoint: 'checkpoint',
  tensorBoard: 'tensorboard',
  progress: 'progress.json',
  report: 'report.html',
} as const;
