/** VitePress's own theme, with the two commands above the fold of the first page. */
import DefaultTheme from 'vitepress/theme';
import { h } from 'vue';

import './home.css';

const commands = () =>
  h('pre', { class: 'two-commands', tabindex: 0, 'aria-label': 'The two commands' }, [
    h('code', [
      'npm start\n',
      'npx jssl train photos',
      h('span', { class: 'comment' }, '   # your own folder'),
    ]),
  ]);

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-info-after': commands }),
};
