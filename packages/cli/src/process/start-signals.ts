/** The signals that end a command, with their exit codes. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;

let release: (() => void) | undefined;

/**
 * Says that a command was stopped while it started: before its work, which handles signals itself, has begun.
 * Imports nothing, so that it can be called before the program is loaded.
 */
export function reportStartSignals(
  note: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): void {
  const onSignal = (signal: keyof typeof codes) => {
    note(`jssl: stopped by ${signal} before it started any work; nothing was changed`);
    process.exit(codes[signal]);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  release = () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  };
}

/** The work begins: from now on signals are handled by it, or end the process. */
export function endStart(): void {
  release?.();
  release = undefined;
}
