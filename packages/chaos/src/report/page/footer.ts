import { button, h, section } from '@seaworthy/porcupine/page';
import * as format from './format.ts';
import type { Model } from './model.ts';

/** How to run it again, and where the nodes' own words are. */
export function makeFooter({ data }: Model): HTMLElement {
  const command = h('code', {}, format.visible(data.command));
  const copy = button('Copy', () => {
    navigator.clipboard.writeText(data.command).then(
      () => (copy.textContent = 'Copied'),
      () => getSelection()?.selectAllChildren(command),
    );
  });
  return section(
    'again',
    'Run it again',
    'The seed fixes the schedule of faults and the operations; timing between processes stays the machine’s.',
    h('div', { class: 'command' }, command, copy),
    data.logs.length > 0 &&
      h(
        'p',
        { class: 'logs' },
        'Node logs: ',
        ...data.logs.flatMap(({ node, path }, i) => [
          i === 0 ? '' : ', ',
          h('a', { attributes: { href: relative(path) } }, format.visible(node)),
        ]),
      ),
    h(
      'p',
      { class: 'hint' },
      'Beside this page: the whole history in history.jsonl, the figures in results.json, the experiment in experiment.json.',
    ),
  );
}

/** A path below the report, spelt so that it can be nothing else: no scheme, no host, no script. */
function relative(path: string): string {
  return `./${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map(encodeURIComponent)
    .join('/')}`;
}
