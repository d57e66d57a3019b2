import type { ServerResponse } from 'node:http';

import { sendTo, type LocalRequest } from '@jssl/report/local-server';

import type { Exploration } from '../exploration/exploration.js';
import { cleanTag } from '../tags/tag-action.js';
import type { TagChange } from '../tags/tagging.js';
import { listText, type TextRequest } from './list-texts.js';
import { bytesOf, namesPage, neighborsData, summaryOf, tagIndices } from './page-data.js';
import { pageFiles, readPageFile } from './page-files.js';
import { readBody } from './read-body.js';

/** Bytes of a request with a list of images, and with a picture. */
const [MOST_JSON, MOST_PICTURE] = [2 ** 24, 2 ** 26];
/** Pixels of the longer side of a large image. */
const LARGE = 1400;

/** What is sent: JSON, bytes, or nothing for status 404. */
type Answer =
  | { readonly json: object }
  | { readonly type: string; readonly bytes: Uint8Array; readonly keep?: boolean }
  | undefined;

/** Answers a request of the page, except for the stream of events. */
export async function answerRequest(
  exploration: Exploration,
  request: LocalRequest,
  response: ServerResponse,
): Promise<void> {
  const post = request.method === 'POST';
  const answer = await (post ? change(exploration, request) : look(exploration, request));
  if (!answer) sendTo(response, { status: 404, type: 'text/plain', body: '404\n' });
  else if ('json' in answer) {
    sendTo(response, { type: 'application/json', body: JSON.stringify(answer.json) });
  } else {
    const { type, bytes: body, keep = false } = answer;
    // The address has a token of this server, so that a kept picture is never that of another image.
    const headers = keep ? { 'cache-control': 'private, max-age=86400' } : {};
    sendTo(response, { type, body, headers });
  }
}

/** What changes nothing. */
async function look(exploration: Exploration, { path, query }: LocalRequest): Promise<Answer> {
  const name = path === '' ? 'index.html' : path;
  const type = Object.hasOwn(pageFiles, name) ? pageFiles[name] : undefined;
  if (type !== undefined) return { type, bytes: readPageFile(name) };
  const [folder = '', file = ''] = path.split('/');
  const number = /^(\d{1,9})\.(?:json|bin|webp)$/.exec(path.split('/').at(-1) ?? '')?.[1];
  const index = number === undefined ? -1 : Number(number);
  const isImage = index >= 0 && index < exploration.images.length;
  if (folder === 'thumbs' && isImage) return picture(exploration, index, 'small');
  if (folder === 'images' && isImage) return picture(exploration, index, 'large');
  if (folder === 'neighbors' && isImage)
    return { json: neighborsData(exploration.neighbors(index)) };
  if (path === 'search') {
    return { json: { images: exploration.searchNames((query.get('q') ?? '').slice(0, 1000)) } };
  }
  if (path === 'suggestions') {
    const tags = query.getAll('tag').flatMap((tag) => cleanTag(tag) ?? []);
    return { json: await exploration.suggest(tags) };
  }
  return folder === 'data' ? data(exploration, file, path, index) : undefined;
}

/** Data about all images. */
function data(exploration: Exploration, file: string, path: string, index: number): Answer {
  const { map, groups, lists, images } = exploration;
  const type = 'application/octet-stream';
  if (path === 'data/summary.json') return { json: summaryOf(exploration) };
  if (path === 'data/map.bin') return map && { type, bytes: bytesOf(map) };
  if (path === 'data/groups.bin') return groups && { type, bytes: bytesOf(groups.codes) };
  if (path === 'data/tags.json') return { json: { tags: tagIndices(exploration) } };
  if (file === 'fields') {
    const field = images.fields[index];
    return field && { type, bytes: bytesOf(field.codes) };
  }
  if (file === 'names') {
    const names = namesPage(exploration, index);
    return names && { json: names };
  }
  const list = file === 'lists' ? lists[index] : undefined;
  return list && { json: list };
}

async function picture(
  { images, thumbnails }: Exploration,
  index: number,
  size: 'small' | 'large',
): Promise<Answer> {
  const drawn = size === 'small' ? thumbnails.get(index) : images.draw(index, LARGE);
  // A file that was deleted meanwhile.
  const bytes = await drawn.catch(() => undefined);
  return bytes && { type: 'image/webp', bytes, keep: true };
}

/** What changes something, or has a body. */
async function change(exploration: Exploration, request: LocalRequest): Promise<Answer> {
  const { path, message } = request;
  if (path === 'search-picture') {
    const bytes = await readBody(message, MOST_PICTURE);
    return { json: neighborsData(await exploration.searchPicture(bytes)) };
  }
  const asked = JSON.parse((await readBody(message, MOST_JSON)).toString()) as Readonly<
    Record<string, unknown>
  >;
  if (path === 'actions') return { json: exploration.tagging.change(changeOf(exploration, asked)) };
  if (path === 'groups') {
    const count = Math.max(1, Math.min(200, Math.round(Number(asked['count'])) || 1));
    await exploration.group(count);
    return { json: {} };
  }
  if (path === 'check') {
    // The state of the background work says what went wrong.
    exploration.checkPixels().catch(() => undefined);
    return { json: {} };
  }
  if (path === 'texts') return { json: listText(exploration, textRequest(exploration, asked)) };
  return undefined;
}

/** Indices of images in a request. @throws TypeError for anything else. */
function indicesIn(value: unknown, { images }: Exploration): number[] {
  const isIndex = (one: unknown): one is number =>
    Number.isInteger(one) && Number(one) >= 0 && Number(one) < images.length;
  if (Array.isArray(value) && value.every(isIndex)) return value;
  throw new TypeError('images must be indices');
}

function changeOf(exploration: Exploration, asked: Readonly<Record<string, unknown>>): TagChange {
  const { do: what, tag, of } = asked;
  if ((what === 'undo' || what === 'redo') && typeof of === 'string') return { do: what, of };
  if ((what !== 'tag' && what !== 'untag') || typeof tag !== 'string') {
    throw new TypeError('an action must be tag, untag, undo or redo');
  }
  const images = indicesIn(asked['images'], exploration).map(exploration.images.nameOf);
  return { do: what, tag, images };
}

const textKinds: readonly TextRequest['kind'][] = ['names', 'csv', 'labels', 'copy', 'move'];

function textRequest(
  exploration: Exploration,
  asked: Readonly<Record<string, unknown>>,
): TextRequest {
  const kind = textKinds.find((one) => one === asked['kind']);
  const { tags = [] } = asked;
  if (kind === undefined || !Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) {
    throw new TypeError(`kind must be one of ${textKinds.join(', ')}`);
  }
  return { kind, images: indicesIn(asked['images'] ?? [], exploration), tags };
}
