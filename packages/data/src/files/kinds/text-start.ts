/** The text that bytes begin with: UTF-16 with or without a byte order mark, else Latin-1. */
function decodeStart(start: Buffer): string {
  const [first = 0, second = 0, , fourth = 0] = start;
  const even = start.subarray(0, start.length & ~1);
  if (first === 0xfe && second === 0xff) return Buffer.from(even).swap16().toString('utf16le', 2);
  if (first === 0xff && second === 0xfe) return even.toString('utf16le', 2);
  if (first === 0 && second === 0x3c) return Buffer.from(even).swap16().toString('utf16le');
  if (first === 0x3c && second === 0 && fourth === 0) return even.toString('utf16le');
  return start.toString('latin1').replace(/^\xef\xbb\xbf/, '');
}

/** What may come before the first element: spaces, declarations, comments, a document type. */
const PROLOG = /^(\s+|<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE(?!\s+html)[^[>]*(\[[^]*?\]\s*)?>)/i;

/**
 * The name of the first element of an XML or HTML file, without its namespace prefix; `!doctype html` for
 * that declaration.
 * @param start the first bytes of the file.
 * @returns undefined if the file is not one, or the element comes later.
 */
export function rootElementOf(start: Buffer): string | undefined {
  let rest = decodeStart(start);
  for (let prolog = PROLOG.exec(rest); prolog; prolog = PROLOG.exec(rest)) {
    rest = rest.slice(prolog[0].length);
  }
  const [, doctype, name] =
    /^<(?:(!doctype\s+html)|(?:[\w.-]+:)?([a-z_][\w.-]*))/i.exec(rest) ?? [];
  if (doctype !== undefined) return '!doctype html';
  return name ?? (/^<[?!]/.test(rest) ? '' : undefined);
}

/** Whether bytes are text: no control characters but spaces, and UTF-8 or UTF-16. */
export function isBytesOfText(start: Buffer): boolean {
  const isMarked = /^(\xff\xfe|\xfe\xff)/.test(start.toString('latin1', 0, 2));
  const text = isMarked ? decodeStart(start) : start.toString('utf8');
  // The last character may be cut off.
  return !/[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/.test(text.slice(0, Math.max(1, text.length - 4)));
}
