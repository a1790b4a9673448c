// A message's text with its entities as page elements. Offsets are UTF-16 units, which is what JavaScript
// counts in.
import { element, safeLink } from './dom.js';
import { t } from './words.js';

const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);
const simple = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };
const collapsedCharacters = 180;
const collapsedLines = 3;

/** Builds the text; `onCommand` is called with a bot command that was clicked. */
export function formatted(text, entities = [], onCommand = () => {}) {
  const sorted = entities
    .map((entity) => ({
      entity,
      start: entity.offset,
      end: Math.min(entity.offset + entity.length, text.length),
    }))
    .filter(({ start, end }) => start >= 0 && start < end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const fragment = document.createDocumentFragment();
  fragment.append(...range(text, 0, text.length, sorted, onCommand));
  return fragment;
}

/** The nodes for text[start, end): entities nest; one that sticks out of its parent is cut in two. */
function range(text, start, end, spans, onCommand) {
  const nodes = [];
  let queue = spans;
  let position = start;
  let afterBlock = false;
  const plain = (until) => {
    let piece = text.slice(position, until);
    if (afterBlock && piece.startsWith('\n')) piece = piece.slice(1); // the block itself ends the line
    if (piece) nodes.push(piece);
    position = until;
  };
  while (queue.length > 0) {
    const [first, ...others] = queue;
    const inside = others.filter((span) => span.start < first.end);
    const tails = inside
      .filter((span) => span.end > first.end)
      .map((span) => ({ ...span, start: first.end }));
    const children = inside.map((span) => ({ ...span, end: Math.min(span.end, first.end) }));
    plain(first.start);
    nodes.push(
      wrap(
        first.entity,
        text.slice(first.start, first.end),
        range(text, first.start, first.end, children, onCommand),
        onCommand,
      ),
    );
    position = first.end;
    afterBlock = blocks.has(first.entity.type);
    queue = [...tails, ...others.filter((span) => span.start >= first.end)].sort(
      (a, b) => a.start - b.start || b.end - a.end,
    );
  }
  plain(end);
  return nodes;
}

function wrap(entity, text, children, onCommand) {
  if (entity.type in simple) return element(simple[entity.type], {}, children);
  switch (entity.type) {
    case 'pre':
      return element('pre', { tabindex: 0, 'data-language': entity.language }, element('code', {}, children));
    case 'blockquote':
      return element('blockquote', {}, children);
    case 'expandable_blockquote':
      return expandable(text, children);
    case 'spoiler':
      return spoiler(children);
    case 'text_link':
      return link(entity.url, children);
    case 'url':
      return link(text, children);
    case 'email':
      return link(`mailto:${text}`, children);
    case 'phone_number':
      return link(`tel:${text.replace(/[^+\d]/g, '')}`, children);
    case 'bot_command':
      return element(
        'button',
        { type: 'button', class: 'command', onclick: () => onCommand(text) },
        children,
      );
    default: // mentions, hashtags and kinds that are younger than this page
      return element('span', { class: 'mention' }, children);
  }
}

function link(address, children) {
  const target = safeLink(address);
  if (!target) return element('span', { class: 'mention', title: address }, children);
  return element(
    'a',
    { href: target, target: '_blank', rel: 'noopener noreferrer', title: target },
    children,
  );
}

function spoiler(children) {
  const cover = element(
    'span',
    { class: 'spoiler', role: 'button', tabindex: 0, 'aria-label': t('spoiler') },
    element('span', {}, children),
  );
  const reveal = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    cover.replaceWith(element('span', { class: 'revealed' }, ...cover.firstChild.childNodes));
  };
  cover.addEventListener('click', reveal, { capture: true });
  cover.addEventListener('keydown', reveal);
  return cover;
}

function expandable(text, children) {
  if (text.length <= collapsedCharacters && text.split('\n').length <= collapsedLines)
    return element('blockquote', {}, children);
  const content = element('div', { class: 'clamped' }, children);
  const more = element('button', { type: 'button', class: 'more', 'aria-expanded': 'false' }, t('show_more'));
  more.addEventListener('click', () => {
    const open = more.getAttribute('aria-expanded') !== 'true';
    more.setAttribute('aria-expanded', String(open));
    more.textContent = t(open ? 'show_less' : 'show_more');
    content.classList.toggle('clamped', !open);
  });
  return element('blockquote', { class: 'expandable' }, content, more);
}
