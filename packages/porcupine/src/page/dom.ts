type Child = Node | string | null | undefined | false;

export interface Props {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
  /** Attributes by their names; only ever set from constants of ours or as inert text. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An element with children; strings become text nodes and can never become markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class !== undefined) element.className = props.class;
  if (props.id !== undefined) element.id = props.id;
  if (props.title !== undefined) element.title = props.title;
  for (const [name, text] of Object.entries(props.attributes ?? {})) element.setAttribute(name, text);
  for (const [name, listener] of Object.entries(props.on ?? {})) element.addEventListener(name, listener);
  append(element, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, given] of Object.entries(attributes)) element.setAttribute(name, String(given));
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

export function button(label: string, act: () => void, props: Props = {}): HTMLButtonElement {
  const attributes = { type: 'button', ...props.attributes };
  return h('button', { ...props, attributes, on: { click: act } }, label);
}

/** A section of the page: a heading, a line beside it if there is something to say, and its content. */
export function section(
  id: string,
  heading: string,
  hint: string | undefined,
  ...children: Child[]
): HTMLElement {
  return h(
    'section',
    { id, class: 'card', attributes: { 'aria-labelledby': `${id}-heading` } },
    h(
      'header',
      { class: 'card-head' },
      h('h2', { id: `${id}-heading` }, heading),
      hint === undefined ? null : h('p', { class: 'hint' }, hint),
    ),
    ...children,
  );
}
