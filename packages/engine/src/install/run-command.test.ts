import { CommandError, runCommand } from './run-command.js';

test('a program that is not there has no code', async () => {
  await expect(runCommand('no-such-program', [])).rejects.toMatchObject({
    name: 'CommandError',
    program: 'no-such-program',
    code: undefined,
  });
});

test('a program that fails says with which code, and what it wrote', async () => {
  const script = 'console.error("one error\\nlast"); process.exit(3)';
  const error: unknown = await runCommand(process.execPath, ['-e', script]).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof CommandError)) throw new Error('it must fail');
  expect(error.code).toBe(3);
  expect(error.line()).toBe('last');
  expect(error.line(/error/)).toBe('one error');
  expect(error.line(/absent/)).toBe('last');
});

test('a program sees the environment and the additions to it', async () => {
  const script = 'process.exit(process.env.PATH && process.env.ADDED === "yes" ? 0 : 1)';
  await runCommand(process.execPath, ['-e', script], { env: { ADDED: 'yes' } });
});
