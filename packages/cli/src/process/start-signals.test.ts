import { endStart, reportStartSignals } from './start-signals.js';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s before the work begins is reported, with its exit code', (signal, code) => {
  const notes: string[] = [];
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  reportStartSignals((line) => notes.push(line));
  process.emit(signal, signal);
  expect(notes).toEqual([
    `jssl: stopped by ${signal} before it started any work; nothing was changed`,
  ]);
  expect(exit).toHaveBeenCalledWith(code);
  endStart();
  expect(process.listenerCount(signal)).toBe(0);
  exit.mockRestore();
});
