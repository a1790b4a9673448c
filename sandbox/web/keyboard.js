// Inline keyboards: the rows of buttons under a message, and what a press of each kind does.
import { ApiError, press } from './api.js';
import { element, safeLink } from './dom.js';
import { icon } from './icons.js';
import { copyText, dialog, reportError, toast } from './notices.js';
import { t } from './words.js';

/** Presses that wait for the bot's answer. A message that is edited meanwhile keeps its spinner. */
export class Presses {
  #waiting = new Set();
  #session;

  /** `session` answers who talks with whom at the time of the press: {bot, person}. */
  constructor(session) {
    this.#session = session;
  }

  /** The rows of buttons for a message's reply_markup, or null where it has none. */
  keyboard(message) {
    const rows = message.reply_markup?.inline_keyboard;
    if (!rows?.length) return null;
    return element(
      'div',
      { class: 'keyboard' },
      rows.map((row) =>
        element(
          'div',
          { class: 'keyboard-row' },
          row.map((button) => this.#button(message.message_id, button)),
        ),
      ),
    );
  }

  #button(messageId, button) {
    const style = ['danger', 'success', 'primary'].includes(button.style) ? button.style : '';
    if (button.url) return linkButton(button, style);
    const node = element('button', { type: 'button', class: `key ${style}`, dir: 'auto' }, button.text);
    if (button.disabled) node.disabled = true;
    else if (button.callback_data !== undefined) this.#arm(node, messageId, button);
    else if (button.copy_text) node.addEventListener('click', () => copyText(button.copy_text.text));
    else node.addEventListener('click', () => toast(t('button_unknown')));
    return node;
  }

  #arm(node, messageId, button) {
    const key = JSON.stringify([messageId, button.callback_data, button.text]);
    node.dataset.press = key;
    if (this.#waiting.has(key)) node.setAttribute('aria-busy', 'true');
    node.addEventListener('click', () => this.#press(key, messageId, button));
  }

  async #press(key, messageId, button) {
    if (this.#waiting.has(key)) return;
    const { bot, person } = this.#session();
    this.#waiting.add(key);
    this.#mark(key);
    try {
      showAnswer(await press(bot.id, person.id, messageId, { from: person.id, data: button.callback_data }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 504) toast(t('press_unanswered'));
      else reportError(error);
    } finally {
      this.#waiting.delete(key);
      this.#mark(key);
    }
  }

  /** Sets or clears the spinner on the buttons that are in the page now. */
  #mark(key) {
    for (const node of document.querySelectorAll('[data-press]')) {
      if (node.dataset.press !== key) continue;
      if (this.#waiting.has(key)) node.setAttribute('aria-busy', 'true');
      else node.removeAttribute('aria-busy');
    }
  }
}

function linkButton(button, style) {
  const address = safeLink(button.url);
  if (!address)
    return element(
      'button',
      { type: 'button', class: `key ${style}`, disabled: true, title: button.url },
      button.text,
    );
  return element(
    'a',
    {
      class: `key ${style}`,
      href: address,
      target: '_blank',
      rel: 'noopener noreferrer',
      title: address,
      dir: 'auto',
    },
    button.text,
    icon('external'),
  );
}

function showAnswer({ text, show_alert: alert, url }) {
  if (url) {
    const target = safeLink(url);
    const open =
      target &&
      element(
        'a',
        { class: 'button', href: target, target: '_blank', rel: 'noopener noreferrer' },
        t('open'),
      );
    dialog({ body: [t('press_opens'), url], actions: [open] });
  } else if (text && alert) {
    dialog({ body: [text], kind: 'alert' });
  } else if (text) {
    toast(text);
  }
}
