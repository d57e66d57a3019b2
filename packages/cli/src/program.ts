import { Command } from 'commander';

import type { CommandContext } from './process/command-context.js';
import { versions } from './process/versions.js';

/** Adds a command to the program. */
type AddCommand = (program: Command, context: CommandContext) => void | Promise<void>;

/** Every command: what it does, and where it is. */
const commands: readonly (readonly [
  name: string,
  description: string,
  load: () => Promise<AddCommand>,
])[] = [
  [
    'train',
    'learn an encoder from images, without labels',
    async () => (await import('./commands/train/train-command.js')).addTrainCommand,
  ],
  [
    'watch',
    'follow a run in a browser while it trains',
    async () => (await import('./commands/show/watch-command.js')).addWatchCommand,
  ],
  [
    'report',
    'a page to look at: curves, map of the embeddings, neighbors, classes; or runs compared',
    async () => (await import('./commands/show/report-command.js')).addReportCommand,
  ],
  [
    'knn',
    'measure a trained encoder by weighted kNN, beside chance, pixels and random weights',
    async () => (await import('./commands/evaluate/knn-command.js')).addKnnCommand,
  ],
  [
    'linear',
    'measure a trained encoder by a linear classifier on its frozen features',
    async () => (await import('./commands/evaluate/linear-command.js')).addLinearCommand,
  ],
  [
    'finetune',
    'measure a trained encoder by training it on with labels, beside the same from random weights',
    async () => (await import('./commands/evaluate/finetune-command.js')).addFinetuneCommand,
  ],
  [
    'embed',
    'write the features of images as CSV, JSON lines, NPY or Parquet',
    async () => (await import('./commands/images/embed-command.js')).addEmbedCommand,
  ],
  [
    'neighbors',
    'the images most similar to some images',
    async () => (await import('./commands/images/neighbors-command.js')).addNeighborsCommand,
  ],
  [
    'duplicates',
    'groups of images that look alike to an encoder',
    async () => (await import('./commands/images/duplicates-command.js')).addDuplicatesCommand,
  ],
  [
    'search-index',
    'an index of images, for quick neighbors among many',
    async () => (await import('./commands/images/search-index-command.js')).addSearchIndexCommand,
  ],
  [
    'export',
    'take a trained encoder elsewhere: PyTorch, an ONNX runtime, TensorFlow.js in a browser',
    async () => (await import('./commands/show/export-command.js')).addExportCommand,
  ],
  [
    'compare',
    'train methods under one budget over several seeds, and say how far they differ',
    async () => (await import('./commands/train/compare-command.js')).addCompareCommand,
  ],
  [
    'plan',
    'what a training will take: operations, memory, time, and which GPU it fits',
    async () => (await import('./commands/train/plan-command.js')).addPlanCommand,
  ],
  [
    'demo',
    'train and measure a small encoder on Fashion-MNIST, in minutes on two cores',
    async () => (await import('./commands/train/demo-command.js')).addDemoCommand,
  ],
  [
    'data',
    'data sets that JSSL knows by name',
    async () => (await import('./commands/data/data-command.js')).addDataCommand,
  ],
  [
    'engine',
    'the native TensorFlow that training runs on',
    async () => (await import('./commands/machine/engine-command.js')).addEngineCommand,
  ],
  [
    'doctor',
    'what this machine has, what is missing, and how to mend it',
    async () => (await import('./commands/machine/doctor-command.js')).addDoctorCommand,
  ],
];

/**
 * The command line. Errors are thrown, not exited on. Only a command whose name is among the words
 * typed is loaded with what it runs on, since TensorFlow takes most of a second; of the others the
 * help tells the name.
 */
export async function createProgram(context: CommandContext): Promise<Command> {
  const program = new Command('jssl')
    .description('Self-supervised learning of image encoders with the Jaccard similarity.')
    .version(versions()['jssl'] ?? '')
    .option('--debug', 'show the stack of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        context.terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        context.terminal.note(text.trimEnd());
      },
      // The error is thrown as well, and told where it is caught.
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      `
Examples:
  jssl demo
  jssl train photos --arch resnet18 --epochs 100
  jssl knn runs/demo
  jssl linear --model-path runs/demo --fast

JSSL_BACKEND=native, gpu, wasm or cpu takes that engine and no other; JSSL_CACHE names the folder of
engines and decoded images. jssl COMMAND --help tells each command's settings and their defaults.

Nothing ever leaves this machine: no telemetry. Downloads happen only when asked for.`,
    );
  for (const [name, description, load] of commands) {
    if (context.argv.includes(name)) await (await load())(program, context);
    else program.command(name);
    program.commands.at(-1)?.description(description);
  }
  return program;
}
