/**
 * What a check found, in lines to read.
 * @param {any} content what the record holds.
 * @returns {string[]}
 */
export function findings({ doctor, golden, steps, demo, embed, profile }) {
  const lines = [];
  const probe = doctor?.probe?.found;
  if (probe) {
    const { engine, startMs, convolution } = probe;
    const where = engine.gpu ? `a GPU (${engine.computeCapability ?? 'unknown'})` : 'the processor';
    lines.push(`engine: ${engine.name} on ${where}, started in ${startMs} ms`);
    lines.push(`first convolution ${convolution[0]} ms, second ${convolution[1]} ms`);
  }
  if (golden?.f32?.counts) {
    const { passed, failed } = golden.f32.counts;
    lines.push(`golden vectors in f32: ${passed} passed, ${failed} failed`);
  }
  for (const precision of ['tf32', 'bf16']) {
    for (const { name, off, passed } of golden?.[precision]?.cases ?? []) {
      lines.push(`golden ${name}: ${passed ? 'passed' : 'FAILED'}, off by ${JSON.stringify(off)}`);
    }
  }
  for (const [name, { medians, speedOfPyTorch, error }] of measuredSteps(steps)) {
    const speed = speedOfPyTorch === undefined ? '' : `, ${speedOfPyTorch} of PyTorch's speed`;
    const times = medians ? `${JSON.stringify(medians)} ms${speed}` : 'no time';
    lines.push(`step ${name}: ${times}${error === undefined ? '' : ` (${error})`}`);
  }
  const epochs = demo?.train?.epochs ?? [];
  const last = epochs.findLast(({ imagesPerSecond }) => imagesPerSecond !== undefined);
  if (last) {
    const rate = last.imagesPerSecond.toFixed(0);
    lines.push(`demo: epoch ${last.epoch}, ${rate} images a second, loss ${last.trainLoss}`);
  }
  if (embed?.embed?.bytes !== undefined) {
    lines.push(`embed: ${embed.embed.bytes} bytes in ${embed.embed.ended.seconds} s`);
  }
  for (const [name, { found }] of Object.entries(profile ?? {})) {
    if (!found) continue;
    const { ops, msPerStep, msInCalls, copiesPerStep } = found;
    lines.push(
      `profile ${name}: ${msPerStep} ms a step, ${msInCalls} ms of it in ${ops} ops and other calls; ` +
        `${copiesPerStep.uploads} copies to the device, ${copiesPerStep.reads} back`,
    );
  }
  return lines;
}

const measuredSteps = (steps = {}) =>
  Object.entries(steps).filter(([, value]) => typeof value === 'object');
