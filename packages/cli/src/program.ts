import { Command } from 'commander';

import type { CommandContext } from './process/command-context.js';
import { versions } from './process/versions.js';

/** Adds a command to the program. */
type AddCommand = (program: Command, context: CommandContext) => void | Promise<void>;

/** Every command: what it does, and how it is loaded. */
const commands: readonly (readonly [
  name: string,
  description: string,
  load: () => Promise<AddCommand>,
])[] = [
  [
    'train',
    'train an encoder on images, without labels',
    async () => (await import('./commands/train/train-command.js')).addTrainCommand,
  ],
  [
    'init',
    'write a settings file for train, compare and plan, with every setting explained',
    async () => (await import('./commands/train/init-command.js')).addInitCommand,
  ],
  [
    'watch',
    'follow a run in a browser while it trains',
    async () => (await import('./commands/show/watch-command.js')).addWatchCommand,
  ],
  [
    'report',
    'make a page with curves, a map of the embeddings, neighbors and classes; or compare runs',
    async () => (await import('./commands/show/report-command.js')).addReportCommand,
  ],
  [
    'knn',
    'evaluate an encoder with weighted kNN, compared with chance, raw pixels and random weights',
    async () => (await import('./commands/evaluate/knn-command.js')).addKnnCommand,
  ],
  [
    'linear',
    'evaluate an encoder with a linear classifier on its frozen features',
    async () => (await import('./commands/evaluate/linear-command.js')).addLinearCommand,
  ],
  [
    'finetune',
    'evaluate an encoder by fine-tuning it with labels, compared with random weights',
    async () => (await import('./commands/evaluate/finetune-command.js')).addFinetuneCommand,
  ],
  [
    'explore',
    'see, search, sort and tag your images in a browser, by similarity',
    async () => (await import('./commands/images/explore-command.js')).addExploreCommand,
  ],
  [
    'embed',
    'write the features of images as CSV, JSON lines, NPY or Parquet',
    async () => (await import('./commands/images/embed-command.js')).addEmbedCommand,
  ],
  [
    'neighbors',
    'find the images most similar to given ones',
    async () => (await import('./commands/images/neighbors-command.js')).addNeighborsCommand,
  ],
  [
    'duplicates',
    'find groups of images that look the same to an encoder',
    async () => (await import('./commands/images/duplicates-command.js')).addDuplicatesCommand,
  ],
  [
    'search-index',
    'build an index, for fast neighbor search among many images',
    async () => (await import('./commands/images/search-index-command.js')).addSearchIndexCommand,
  ],
  [
    'export',
    'export an encoder to PyTorch, ONNX or TensorFlow.js (for browsers)',
    async () => (await import('./commands/show/export-command.js')).addExportCommand,
  ],
  [
    'compare',
    'train methods with the same budget over several seeds, and compare them',
    async () => (await import('./commands/train/compare-command.js')).addCompareCommand,
  ],
  [
    'plan',
    'estimate the operations, memory and time of training, and which GPUs it fits on',
    async () => (await import('./commands/train/plan-command.js')).addPlanCommand,
  ],
  [
    'demo',
    'train a small encoder that finds the same emoji by another vendor, in minutes; or fashion-mnist',
    async () => (await import('./commands/train/demo-command.js')).addDemoCommand,
  ],
  [
    'data',
    'list, download, check and preview data sets',
    async () => (await import('./commands/data/data-command.js')).addDataCommand,
  ],
  [
    'engine',
    'install the native TensorFlow that training runs on',
    async () => (await import('./commands/machine/engine-command.js')).addEngineCommand,
  ],
  [
    'doctor',
    'show what this machine has, what is missing, and how to fix it',
    async () => (await import('./commands/machine/doctor-command.js')).addDoctorCommand,
  ],
];

/**
 * The command line. Errors are thrown and never exit the process. Only the command that was typed is loaded
 * with its dependencies, since TensorFlow takes most of a second; for the others, the help only needs names.
 */
export async function createProgram(context: CommandContext): Promise<Command> {
  const program = new Command('jssl')
    .description('Self-supervised learning of image encoders with the Jaccard similarity.')
    .version(versions()['jssl'] ?? '')
    .option('--debug', 'show the stack of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        text.trimEnd().split('\n').forEach(context.terminal.out);
      },
      writeErr: (text) => {
        text.trimEnd().split('\n').forEach(context.terminal.note);
      },
      // The error is thrown too, and printed where it is caught.
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      `
Examples:
  jssl demo
  jssl train photos
  jssl knn runs/demo
  jssl linear runs/demo --fast

JSSL_BACKEND=native, gpu, wasm or cpu uses only that engine. JSSL_CONVOLUTION=winograd or direct chooses how
convolutions are computed. JSSL_CACHE sets the folder for engines and decoded images. jssl COMMAND --help lists the
settings of a command and their defaults.

Your data never leaves this machine, and there is no telemetry. Downloads happen only on request.`,
    );
  for (const [name, description, load] of commands) {
    if (context.argv.includes(name)) await (await load())(program, context);
    else program.command(name);
    program.commands.at(-1)?.description(description);
  }
  return program;
}
