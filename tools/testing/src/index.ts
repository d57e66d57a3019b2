export { fill, fillUnitRows, sizeOf } from './fill.js';
export type {
  EncoderCase,
  GoldenFiles,
  KnnCase,
  MocoLossCase,
  MocoTraceStep,
  SimclrLossCase,
} from './golden-files.js';
export { goldenParameter } from './golden-parameter.js';
export { readEventFile, type ReadEvent } from './read-event-file.js';
export { readGolden } from './read-golden.js';
export { runReadmeExamples } from './run-readme-examples.js';
export { transpose } from './transpose.js';
