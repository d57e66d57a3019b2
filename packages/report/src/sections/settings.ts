import { defaultTrainConfig, type TrainConfig } from '@jssl/trainer';

import { flagOf } from '../page/flag-of.js';
import { html } from '../page/html.js';
import { commandBox, definitions, leftOutNote } from '../page/page-parts.js';
import { runSection } from './section.js';

/** The command and settings of the run, and the machine it ran on. */
export const settingsSection = runSection({
  id: 'settings',
  title: 'How to reproduce it',
  takes: {},
  draw: ({ run: { command, config, environment } }) => ({
    content: html`<h3>Command</h3>
      ${
        command === undefined
          ? leftOutNote('The run does not record its command; its settings are below.')
          : commandBox(command)
      }
      <h3>Settings</h3>
      <p>Settings that differ from their defaults are marked.</p>
      <dl class="settings">
        ${settingsOf(config).map(
          ([name, value]) =>
            html`<div class="${value !== defaults.get(name) && 'changed'}">
              <dt><code>${flagOf(name)}</code></dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <h3>Environment</h3>
      ${definitions(environment, 'settings')}`,
  }),
});

/** All settings with a value, as text. */
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
