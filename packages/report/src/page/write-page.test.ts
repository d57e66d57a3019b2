import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { REPORT_MARK } from './draw-page.js';
import { writePage } from './write-page.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-report-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const page = (text: string) => `<!doctype html>\n<html>${REPORT_MARK}${text}`;

test('a report is replaced by another', () => {
  const file = join(folder, 'report.html');
  writePage(file, page('one'));
  writePage(file, page('two'));
  expect(readFileSync(file, 'utf8')).toBe(page('two'));
  expect(readdirSync(folder)).toEqual(['report.html']);
});

test('another file or a folder is not replaced', () => {
  const file = join(folder, 'mine.html');
  writeFileSync(file, 'mine');
  mkdirSync(join(folder, 'folder'));
  for (const taken of [file, join(folder, 'folder')]) {
    expect(() => {
      writePage(taken, page(''));
    }).toThrow(`${taken} exists and is not a JSSL report; move it away or choose another file`);
  }
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a missing folder and a file that cannot be read are reported, and nothing is left behind', () => {
  const there = join(folder, 'no');
  const write = () => {
    writePage(join(there, 'report.html'), page(''));
  };
  expect(write).toThrow(
    `the report cannot be written to ${join(there, 'report.html')}: there is no ${there}`,
  );
  writeFileSync(there, 'a file');
  expect(write).toThrow(/^.*report\.html cannot be read: ENOTDIR.*; choose another file$/);
  expect(readdirSync(folder)).toEqual(['no']);
});
