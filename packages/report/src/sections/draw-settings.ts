import { defaultTrainConfig, type TrainConfig, type RunSummary } from '@jssl/trainer';

import { html, type Html } from '../page/html.js';
import { section } from '../page/page-parts.js';

/** How to make the run again: the command, the settings, what it ran on. */
export function drawSettings({ command, config, environment }: RunSummary): Html {
  return section(
    'settings',
    'How it was made',
    html`<h3>Command</h3>
      ${
        command === undefined
          ? html`<p class="left-out">
              The run does not tell the command that began it; it has the settings below.
            </p>`
          : html`<pre tabindex="0"><code>${command}</code></pre>`
      }
      <h3>Settings</h3>
      <p>Those that are not the default are marked.</p>
      <dl class="settings">
        ${settingsOf(config).map(
          ([name, value]) =>
            html`<div class="${value !== defaults.get(name) && 'changed'}">
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <h3>Environment</h3>
      <dl class="settings">
        ${environment.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>`,
  );
}

/** Every setting that has a value, as text. */
export function settingsOf(config: TrainConfig): (readonly [name: string, value: string])[] {
  return Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => [name, show(value)]);
}

function show(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value)
        .replace(/^\[|\]$/g, '')
        .replaceAll(',', ', ');
}

const defaults = new Map(settingsOf(defaultTrainConfig));
