// What the bot is doing right now: the action in the header line, and the draft that grows at the end of the
// log.
import { act } from './api.js';
import { byId, element } from './dom.js';
import { formatted } from './entities.js';
import { icon } from './icons.js';
import { reportError } from './notices.js';
import { t } from './words.js';

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

/** Writes the chat action, or else who this is, into the header line. */
export function showStatus(bot, action) {
  const status = byId('bot-status');
  const idle = bot.username ? `@${bot.username}` : t('bot');
  const words = !action ? idle : actions.has(action) ? t(`action_${action}`) : t('action_other');
  status.classList.toggle('busy', Boolean(action));
  if (status.textContent !== words) status.textContent = words;
}

/** The draft bubble. */
export class DraftView {
  #session;
  #shown = null;

  constructor(session) {
    this.#session = session;
    this.root = byId('draft');
    this.text = element('div', { class: 'text', dir: 'auto' });
    this.stop = element(
      'button',
      { type: 'button', class: 'stop', onclick: () => this.#stop() },
      icon('stop'),
      t('stop'),
    );
    this.root.append(element('div', { class: 'bubble' }, this.text, this.stop));
  }

  /** Shows the draft, or nothing for null. */
  show(draft) {
    const signature = JSON.stringify(draft);
    if (signature === this.#shown) return;
    this.#shown = signature;
    this.root.hidden = !draft;
    if (!draft) return;
    this.draftId = draft.draft_id;
    this.text.replaceChildren(draft.text ? formatted(draft.text, draft.entities) : t('thinking'));
    this.stop.hidden = !draft.can_stop;
    this.stop.disabled = false;
  }

  async #stop() {
    const { bot, person } = this.#session();
    this.stop.disabled = true;
    try {
      await act(bot.id, person.id, { from: person.id, action: 'stop_draft', draft_id: this.draftId });
    } catch (error) {
      this.stop.disabled = false;
      reportError(error);
    }
  }
}
