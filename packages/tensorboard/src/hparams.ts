import { PbfWriter } from 'pbf';

/** Hyperparameters by name. */
export type Hparams = Readonly<Record<string, string | number | boolean>>;

/** What the plugin `hparams` of TensorBoard reads: that a run started with hyperparameters, or ended. */
export type HparamsSession =
  { readonly hparams: Hparams; readonly startSeconds: number } | { readonly endSeconds: number };

/** `Status.STATUS_SUCCESS` */
const SUCCESS = 1;

/** The tag under which the plugin looks for a session. */
export function sessionTag(session: HparamsSession): string {
  return `_hparams_/session_${'hparams' in session ? 'start' : 'end'}_info`;
}

/** `HParamsPluginData`, version 0, with the field numbers of TensorBoard's `plugin_data.proto`. */
export function encodeSession(session: HparamsSession): Uint8Array {
  const writer = new PbfWriter();
  if ('hparams' in session) writer.writeMessage(3, writeStart, session);
  else writer.writeMessage(4, writeEnd, session);
  return writer.finish();
}

/** `SessionStartInfo`: a map is a message of key and value for each entry. */
function writeStart(
  { hparams, startSeconds }: Extract<HparamsSession, { hparams: Hparams }>,
  writer: PbfWriter,
): void {
  for (const entry of Object.entries(hparams)) writer.writeMessage(1, writeEntry, entry);
  writer.writeDoubleField(5, startSeconds);
}

function writeEntry(
  [name, value]: readonly [string, string | number | boolean],
  writer: PbfWriter,
): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeValue, value);
}

/** `google.protobuf.Value` */
function writeValue(value: string | number | boolean, writer: PbfWriter): void {
  if (typeof value === 'number') writer.writeDoubleField(2, value);
  else if (typeof value === 'string') writer.writeStringField(3, value);
  else writer.writeBooleanField(4, value);
}

/** `SessionEndInfo` */
function writeEnd({ endSeconds }: { readonly endSeconds: number }, writer: PbfWriter): void {
  writer.writeVarintField(1, SUCCESS);
  writer.writeDoubleField(2, endSeconds);
}
