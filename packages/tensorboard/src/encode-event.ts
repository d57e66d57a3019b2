import { PbfWriter } from 'pbf';

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
  const { fileVersion, scalars = {}, images = {}, start = false } = event;
  const writer = new PbfWriter();
  writer.writeDoubleField(1, wallTime);
  if (step > 0) writer.writeVarintField(2, step);
  if (fileVersion !== undefined) writer.writeStringField(3, fileVersion);
  const summary = [Object.entries(scalars), Object.entries(images)] as const;
  if (summary.flat().length > 0) writer.writeMessage(5, writeSummary, summary);
  if (start) writer.writeMessage(7, writeSessionStatus, START);
  return writer.finish();
}

/** `Summary` */
function writeSummary(
  [scalars, images]: readonly [scalars: [string, number][], images: [string, EncodedImage][]],
  writer: PbfWriter,
): void {
  for (const scalar of scalars) writer.writeMessage(1, writeScalar, scalar);
  for (const image of images) writer.writeMessage(1, writeImage, image);
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
