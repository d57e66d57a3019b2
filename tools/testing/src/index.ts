export { accessibilityFindings } from './accessibility-findings.js';
export { apiExamplesSuite } from './api-examples-suite.js';
export { browserPath } from './browser-path.js';
export { documents } from './documents.js';
export { exportedExamples, type ExportedValue } from './exported-examples.js';
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
export { encoderTolerances, traceTolerances } from './golden-tolerances.js';
export { readEventFile, type ReadEvent } from './read-event-file.js';
export { readGolden } from './read-golden.js';
export { isBuilt, mpirun, mpirunSettings, nodeArguments, runRanks } from './run-ranks.js';
export { runReadmeExamples } from './run-readme-examples.js';
export { transpose } from './transpose.js';
export { twinJob } from './twin-job.js';
export { darkAndBright, twoClasses, unlabeled, untested } from './two-classes.js';
export { convolutionAlgorithms, type Convolutions, useConvolutions } from './use-convolutions.js';
export { writePhotos } from './write-photos.js';
export { cifarFormat } from './hostile/cifar-format.js';
export { checkpointFormat } from './hostile/checkpoint-format.js';
export { checkpointClaims } from './hostile/checkpoint-claims.js';
export { configFormat } from './hostile/config-format.js';
export { encoderFormat } from './hostile/encoder-format.js';
export { expectGoodOrRefused } from './hostile/expect-good-or-refused.js';
export {
  readHostile,
  writeFiles,
  type HostileFiles,
  type HostileFormat,
} from './hostile/hostile-format.js';
export { idxFormat } from './hostile/idx-format.js';
export { bmpFormat, heicFormat, imageFormat, tiffFormat } from './hostile/image-format.js';
export { packedFormat } from './hostile/packed-format.js';
export { parquetFormat } from './hostile/parquet-format.js';
export { safetensorsFormat } from './hostile/safetensors-format.js';
export { tarFormat } from './hostile/tar-format.js';
export { webdatasetFormat } from './hostile/webdataset-format.js';
export { zipFormat } from './hostile/zip-format.js';
