import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { REPORT_MARK } from './draw-page.js';
import { writeReport } from './write-report.js';

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
  writeReport(file, page('one'));
  writeReport(file, page('two'));
  expect(readFileSync(file, 'utf8')).toBe(page('two'));
  expect(readdirSync(folder)).toEqual(['report.html']);
});

test('another file, or a folder, is left as it is', () => {
  const file = join(folder, 'mine.html');
  writeFileSync(file, 'mine');
  mkdirSync(join(folder, 'folder'));
  for (const taken of [file, join(folder, 'folder')]) {
    expect(() => {
      writeReport(taken, page(''));
    }).toThrow(
      `${taken} exists and is no report, so it is left as it is; move it away, or give another --out`,
    );
  }
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a folder that is not there is told, and nothing is left where it cannot be written', () => {
  const there = join(folder, 'no');
  const write = () => {
    writeReport(join(there, 'report.html'), page(''));
  };
  expect(write).toThrow(`${there} must be a folder to write the report in, and is not there`);
  writeFileSync(there, 'a file');
  expect(write).toThrow(/^.*report\.html cannot be read: ENOTDIR.*; give another --out$/);
  expect(readdirSync(folder)).toEqual(['no']);
});
