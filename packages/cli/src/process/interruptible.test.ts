import { interruptible } from './interruptible.js';

const notes: string[] = [];
const terminal = { out: () => 0, note: (line: string) => notes.push(line), status: undefined };

test('the first Ctrl-C is told to the work, the second leaves at once', async () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('left');
  });
  const result = await interruptible(terminal, 'saving', (signal) => {
    expect(signal.aborted).toBe(false);
    process.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
    expect(() => process.emit('SIGTERM')).toThrow('left');
    expect(exit).toHaveBeenCalledWith(143);
    return Promise.resolve('done');
  });
  exit.mockRestore();
  expect(result).toBe('done');
  expect(notes).toEqual(['saving; press again to exit at once']);
});

test('after the work, signals are nobody’s again', async () => {
  await interruptible(terminal, 'saving', () => {
    expect(process.listenerCount('SIGINT')).toBe(1);
    return Promise.reject(new Error('failed'));
  }).catch(() => undefined);
  expect(process.listenerCount('SIGINT')).toBe(0);
  expect(process.listenerCount('SIGTERM')).toBe(0);
});
