// Writing and attaching: the text field, the attach button, dropping and pasting of files, the reply that is
// being written.
import { byId, element, label } from './dom.js';
import { icon } from './icons.js';
import { summary } from './media.js';
import { keepHere, recallHere } from './memory.js';
import { isPicture } from './outgoing.js';
import { askHow } from './pictures.js';
import { t } from './words.js';

const tallestPx = 220;

/** The composer at the bottom. */
export class Composer {
  #handlers;
  #replyTo = null;

  /** Handlers: text(text, replyToId), files(list of File, {picturesAsFiles}). */
  constructor(handlers) {
    this.#handlers = handlers;
    this.form = byId('composer');
    this.field = byId('text');
    this.send = byId('send');
    this.reply = byId('reply');
    this.field.value = recallHere('unsent') ?? '';
    this.field.addEventListener('input', () => this.#changed());
    this.field.addEventListener('keydown', (event) => this.#key(event));
    this.field.addEventListener('paste', (event) => this.#paste(event));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    const files = byId('files');
    byId('attach').addEventListener('click', () => files.click());
    files.addEventListener('change', () => {
      this.#files([...files.files]);
      files.value = '';
    });
    this.#acceptDrops(byId('app'), byId('drop'));
    this.#changed();
  }

  /** Makes what is written next a reply to this message. */
  replyTo(message, name) {
    this.#replyTo = message.message_id;
    const cancel = element(
      'button',
      { type: 'button', class: 'round', onclick: () => this.#dropReply() },
      icon('close'),
    );
    label(cancel, t('cancel_reply'));
    this.reply.replaceChildren(
      icon('reply'),
      element(
        'div',
        { class: 'reply-text' },
        element('span', { class: 'quote-name', dir: 'auto' }, name),
        element('span', { class: 'quote-text', dir: 'auto' }, summary(message)),
      ),
      cancel,
    );
    this.reply.hidden = false;
    this.field.focus();
  }

  #dropReply() {
    this.#replyTo = null;
    this.reply.hidden = true;
    this.field.focus();
  }

  #changed() {
    keepHere('unsent', this.field.value);
    this.send.disabled = this.field.value.trim() === '';
    this.field.style.height = 'auto';
    const border = this.field.offsetHeight - this.field.clientHeight;
    if (this.field.value !== '')
      this.field.style.height = `${Math.min(this.field.scrollHeight + border, tallestPx)}px`;
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.#replyTo) return this.#dropReply();
    const touch = matchMedia('(hover: none) and (pointer: coarse)').matches; // there Enter is for lines
    if (event.key !== 'Enter' || event.shiftKey || touch) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.field.value.trim();
    if (text === '') return;
    this.#handlers.text(text, this.#replyTo);
    this.field.value = '';
    if (this.#replyTo) this.#dropReply();
    this.#changed();
    this.field.focus();
  }

  async #files(files) {
    if (files.length === 0) return;
    const pictures = files.filter((file) => isPicture(file));
    const how = pictures.length > 0 ? await askHow(pictures) : { picturesAsFiles: false };
    if (how) this.#handlers.files(files, how);
    this.field.focus();
  }

  #paste(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    this.#files(files);
  }

  #acceptDrops(area, veil) {
    let depth = 0; // dragenter and dragleave come for every child that is crossed
    const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
    const show = () => (veil.hidden = depth === 0);
    area.addEventListener('dragenter', (event) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      show();
    });
    area.addEventListener('dragleave', (event) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      show();
    });
    area.addEventListener('dragover', (event) => carriesFiles(event) && event.preventDefault());
    area.addEventListener('drop', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      show();
      this.#files([...event.dataTransfer.files]);
    });
  }
}
