// Rich messages as page elements: the blocks that the sandbox builds.
import { element } from './dom.js';

const blocks = { heading: 'h4', preformatted: 'pre', footer: 'footer' };
const inline = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', marked: 'mark' };

/** The nodes of a rich text: a string, a list of them, or an object with one inside. */
function nodes(text) {
  if (typeof text === 'string') return [text];
  if (Array.isArray(text)) return text.flatMap(nodes);
  const inner = nodes(text?.text ?? '');
  return inline[text?.type] ? [element(inline[text.type], {}, ...inner)] : inner;
}

/** Builds the blocks, one under the other. */
export function richElement({ blocks: list, is_rtl: rtl }) {
  return element(
    'div',
    { class: 'text rich', dir: rtl ? 'rtl' : 'auto' },
    list.map((block) =>
      block.type === 'divider' ? element('hr', {}) : element(blocks[block.type] ?? 'p', {}, ...nodes(block.text)),
    ),
  );
}

/** The words alone, for copying and for quotes. */
export function richWords({ blocks: list }) {
  const words = (text) => nodes(text).map((node) => node.textContent ?? node).join('');
  return list.map((block) => words(block.text ?? '')).join('\n\n');
}
