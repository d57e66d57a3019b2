import type { Dataset } from '@jssl/data';
import { onEachRank } from '@jssl/trainer';

import type { CommandContext } from '../../process/command-context.js';
import { openSource } from './open-source.js';

/**
 * Opens the data of a command that several ranks may work on: one rank of each machine first, which
 * decodes what is to be decoded, and then the others, which find it so.
 */
export async function openOnRanks(
  context: CommandContext,
  ...asked: [source: string, options: Parameters<typeof openSource>[2]]
): Promise<Dataset> {
  const { job } = context;
  const open = () => openSource(context, ...asked);
  if (!job) return open();
  const opened = await onEachRank(job, () => (job.localRank === 0 ? open() : undefined));
  return onEachRank(job, () => opened ?? open());
}
