import { createInterface } from 'node:readline/promises';

/** Asks a question on the terminal and returns the answer. */
export type Ask = (question: string) => Promise<string>;

/** Asks on the process's terminal; undefined if input or output is none. */
export function terminalAsk(): Ask | undefined {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
}

/** Whether an answer is a yes. */
export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer.trim());
}
