import { PbfWriter } from 'pbf';

import { encodeSession, sessionTag, type HparamsSession } from './hparams.js';
import { writeHistogram, type Histogram } from './histogram.js';

/** One entry of an event file. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** A whole number. Default 0. */
  readonly step?: number;
  /** In the first event of a file. */
  readonly fileVersion?: string;
  /** Numbers by tag. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** PNG images by tag. */
  readonly images?: Readonly<Record<string, EncodedImage>>;
  /** Histograms by tag. */
  readonly histograms?: Readonly<Record<string, Histogram>>;
  /** Markdown by tag. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Start of a run with hyperparameters, or its end. */
  readonly session?: HparamsSession;
  /** A (re)start of the run: readers discard earlier events of this step and later ones. */
  readonly start?: boolean;
}

/** An image as PNG, with its size in pixels. */
export interface EncodedImage {
  readonly height: number;
  readonly width: number;
  /** 1 for gray, 3 for RGB. */
  readonly channels: number;
  readonly png: Uint8Array;
}

/** `SessionLog.SessionStatus.START` */
const START = 1;

/**
 * Encodes an event as the protocol buffer `tensorflow.Event`, with the field numbers of TensorFlow's
 * `event.proto` and `summary.proto`. Scalars are stored as float32.
 * @throws RangeError for a step that is not a whole number of at least 0.
 */
export function encodeEvent({ wallTime, step = 0, ...event }: TensorBoardEvent): Uint8Array {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new RangeError(`encodeEvent: step must be a whole number of at least 0, got ${step}`);
  }
  const { fileVersion, start = false } = event;
  const writer = new PbfWriter();
  writer.writeDoubleField(1, wallTime);
  if (step > 0) writer.writeVarintField(2, step);
  if (fileVersion !== undefined) writer.writeStringField(3, fileVersion);
  const summary = new PbfWriter();
  writeSummary(event, summary);
  if (summary.pos > 0) writer.writeBytesField(5, summary.finish());
  if (start) writer.writeMessage(7, writeSessionStatus, START);
  return writer.finish();
}

/** `Summary` */
function writeSummary(
  { scalars = {}, images = {}, histograms = {}, texts = {}, session }: Partial<TensorBoardEvent>,
  writer: PbfWriter,
): void {
  for (const scalar of Object.entries(scalars)) writer.writeMessage(1, writeScalar, scalar);
  for (const image of Object.entries(images)) writer.writeMessage(1, writeImage, image);
  for (const histogram of Object.entries(histograms)) {
    writer.writeMessage(1, writeHistogramValue, histogram);
  }
  for (const text of Object.entries(texts)) writer.writeMessage(1, writeText, text);
  if (session) writer.writeMessage(1, writeSession, session);
}

/** `SessionLog` */
function writeSessionStatus(status: number, writer: PbfWriter): void {
  writer.writeVarintField(1, status);
}

/** `Summary.Value` of a number. */
function writeScalar([tag, value]: [string, number], writer: PbfWriter): void {
  writer.writeStringField(1, tag);
  writer.writeFloatField(2, value);
}

/** `Summary.Value` of an image. */
function writeImage([tag, image]: [string, EncodedImage], writer: PbfWriter): void {
  writer.writeStringField(1, tag);
  writer.writeMessage(4, writeEncodedImage, image);
}

/** `Summary.Image` */
function writeEncodedImage(
  { height, width, channels, png }: EncodedImage,
  writer: PbfWriter,
): void {
  writer.writeVarintField(1, height);
  writer.writeVarintField(2, width);
  writer.writeVarintField(3, channels);
  writer.writeBytesField(4, png);
}

/** `Summary.Value` of a histogram. */
function writeHistogramValue([tag, histogram]: [string, Histogram], writer: PbfWriter): void {
  writer.writeStringField(1, tag);
  writer.writeMessage(5, writeHistogram, histogram);
}

/** `Summary.Value` of a text: a tensor of one string for the plugin `text`. */
function writeText([tag, text]: [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, tag);
  writer.writeMessage(8, writeStringTensor, text);
  writer.writeMessage(9, writeMetadata, { plugin: 'text' });
}

/** `Summary.Value` of a session: its content is in the metadata, and its tensor is empty. */
function writeSession(session: HparamsSession, writer: PbfWriter): void {
  writer.writeStringField(1, sessionTag(session));
  writer.writeMessage(8, writeEmptyTensor, undefined);
  writer.writeMessage(9, writeMetadata, { plugin: 'hparams', content: encodeSession(session) });
}

/** `DataType.DT_FLOAT` and `DT_STRING` */
const [FLOAT, STRING] = [1, 7];

/** `TensorProto` of type string and shape [1]. */
function writeStringTensor(text: string, writer: PbfWriter): void {
  writer.writeVarintField(1, STRING);
  writer.writeMessage(2, writeShape, 1);
  writer.writeStringField(8, text);
}

/** `TensorProto` of type float and shape [0]. */
function writeEmptyTensor(_: undefined, writer: PbfWriter): void {
  writer.writeVarintField(1, FLOAT);
  writer.writeMessage(2, writeShape, 0);
}

/** `TensorShapeProto` of one dimension. */
function writeShape(size: number, writer: PbfWriter): void {
  writer.writeMessage(2, writeDimension, size);
}

function writeDimension(size: number, writer: PbfWriter): void {
  writer.writeVarintField(1, size);
}

/** `SummaryMetadata.DataClass.DATA_CLASS_TENSOR` */
const TENSOR = 2;

/** `SummaryMetadata`: which plugin shows the value. */
function writeMetadata(
  data: { readonly plugin: string; readonly content?: Uint8Array },
  writer: PbfWriter,
): void {
  writer.writeMessage(1, writePluginData, data);
  writer.writeVarintField(4, TENSOR);
}

function writePluginData(
  { plugin, content }: { readonly plugin: string; readonly content?: Uint8Array },
  writer: PbfWriter,
): void {
  writer.writeStringField(1, plugin);
  if (content) writer.writeBytesField(2, content);
}
