// One message as an article. Only the parts that changed are built anew, so that a player goes on through an
// edit.
import { element, label } from './dom.js';
import { formatted } from './entities.js';
import { icon } from './icons.js';
import { mediaElement, mediaKind, mediaSource, summary } from './media.js';
import { copyText } from './notices.js';
import { richElement, richWords } from './rich.js';
import { nameOf } from './session.js';
import { exactTime, t, timeOfDay } from './words.js';

/**
 * What a message needs from around it: personId, botName, addressOf(file_id), presses (keyboard.js),
 * command(text), reply(message), jump(message_id).
 */
export class MessageView {
  #parts = new Map();
  #context;

  constructor(message, context) {
    this.#context = context;
    this.bubble = element('div', { class: 'bubble' });
    this.tools = element('div', { class: 'tools' });
    this.below = element('div', { class: 'below' });
    this.root = element(
      'article',
      { class: 'message', 'data-message-id': message.message_id, tabindex: -1 },
      element('div', { class: 'line' }, this.bubble, this.tools),
      this.below,
    );
    const reply = element(
      'button',
      { type: 'button', class: 'tool', onclick: () => context.reply(this.message) },
      icon('reply'),
    );
    label(reply, t('reply'));
    this.copy = element('button', { type: 'button', class: 'tool' }, icon('copy'));
    this.copy.addEventListener('click', () => copyText(wordsOf(this.message)));
    label(this.copy, t('copy_text'));
    this.tools.append(reply, this.copy);
    this.update(message);
  }

  /** Shows the message as it is now. */
  update(message) {
    this.message = message;
    const mine = isMine(message, this.#context.personId);
    const words = wordsOf(message);
    this.root.classList.toggle('mine', mine);
    this.root.classList.toggle(
      'bare',
      mediaKind(message) === 'video_note' && !words && !message.reply_to_message,
    );
    this.bubble.classList.toggle('wide', ['voice', 'audio'].includes(mediaKind(message)));
    const name = mine ? t('you') : senderName(message, this.#context);
    this.root.setAttribute('aria-label', t('message_from', { name, time: timeOfDay(message.date) }));
    this.copy.hidden = words === '';
    this.#part(this.bubble, 'quote', quoteSource(message, this.#context), (source) =>
      quote(source, this.#context),
    );
    this.#part(this.bubble, 'media', mediaSource(message), (source) =>
      mediaElement(source, this.#context.addressOf),
    );
    this.#part(this.bubble, 'text', textSource(message), (source) =>
      source.blocks ? richElement(source) : element(
        'div',
        { class: 'text', dir: 'auto' },
        formatted(source.text, source.entities, this.#context.command),
      ),
    );
    this.#part(this.bubble, 'reactions', reactionSource(message), reactions);
    this.#part(this.bubble, 'meta', { date: message.date, edited: message.edit_date }, meta);
    this.#part(this.below, 'keyboard', message.reply_markup?.inline_keyboard ?? null, () =>
      this.#context.presses.keyboard(message),
    );
  }

  /**
   * Puts the part built from `source` in its place among its parent's parts, or takes it away where source is
   * null.
   */
  #part(parent, name, source, build) {
    const signature = JSON.stringify(source);
    const old = this.#parts.get(name);
    if (old?.signature === signature) return;
    const node = source === null ? null : build(source);
    if (old?.node && node) old.node.replaceWith(node);
    else if (node) this.#insert(parent, name, node);
    else old?.node?.remove();
    this.#parts.set(name, { signature, node });
  }

  #insert(parent, name, node) {
    const order = ['quote', 'media', 'text', 'reactions', 'meta', 'keyboard'];
    const next = order
      .slice(order.indexOf(name) + 1)
      .map((later) => this.#parts.get(later)?.node)
      .find((other) => other?.parentNode === parent);
    parent.insertBefore(node, next ?? null);
  }
}

/** Whether the person of this page wrote the message. */
export function isMine(message, personId) {
  return message.from?.id === personId;
}

/** What a message's sender is called. */
export function senderName(message, context) {
  return message.from ? nameOf(message.from) : context.botName;
}

/** All words of a message, whatever kind it is. */
function wordsOf(message) {
  return message.rich_message ? richWords(message.rich_message) : (message.text ?? message.caption ?? '');
}

function textSource(message) {
  if (message.rich_message) return message.rich_message;
  if (message.text !== undefined) return { text: message.text, entities: message.entities };
  if (message.caption !== undefined) return { text: message.caption, entities: message.caption_entities };
  return mediaSource(message) ? null : { text: t('cannot_show', { kind: t('kind_other') }) };
}

function quoteSource(message, context) {
  const original = message.reply_to_message;
  if (!original) return null;
  const name = isMine(original, context.personId) ? t('you') : senderName(original, context);
  return { id: original.message_id, name, text: message.quote?.text ?? summary(original) };
}

function quote({ id, name, text }, context) {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return element(
    'button',
    {
      type: 'button',
      class: 'quote',
      'aria-label': t('reply_to', { name, text: shown }),
      onclick: () => context.jump(id),
    },
    element('span', { class: 'quote-name', dir: 'auto' }, name),
    element('span', { class: 'quote-text', dir: 'auto' }, shown),
  );
}

/** The emoji that others have put on the message; custom ones have no picture here. */
function reactionSource(message) {
  const all = (message.reactions ?? [])
    .flatMap(({ reaction }) => [reaction].flat())
    .map((kind) => kind.emoji ?? '★');
  return all.length > 0 ? all : null;
}

function reactions(all) {
  return element(
    'div',
    { class: 'reactions' },
    all.map((emoji) =>
      element('span', { class: 'reaction', role: 'img', 'aria-label': `${t('reaction')} ${emoji}` }, emoji),
    ),
  );
}

function meta({ date, edited }) {
  const mark = edited ? element('span', { class: 'edited', title: exactTime(edited) }, t('edited')) : null;
  return element(
    'div',
    { class: 'meta' },
    mark,
    element(
      'time',
      { datetime: new Date(date * 1000).toISOString(), title: exactTime(date) },
      timeOfDay(date),
    ),
  );
}
