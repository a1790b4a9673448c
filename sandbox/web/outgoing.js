// What is on its way to the bot: shown at once with a clock, with progress where it takes long, and Retry
// where it failed.
import { ApiError, sendText, upload, uploadMaxBytes } from './api.js';
import { byId, element, label } from './dom.js';
import { icon } from './icons.js';
import { fileSize, t } from './words.js';

const progressAfterMs = 1000;
const photoMaxBytes = 10_000_000; // a larger picture goes as a document, as in other messengers
const photoTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif']);
const albumMax = 10; // messages of one album, as in Telegram
const albumMaxBytes = uploadMaxBytes - 1024 * 1024; // of its files in one upload
const audioNames = /\.(mp3|m4a|ogg|oga|opus|wav|flac|aac|amr|wma|aiff?|caf)$/i;
const videoNames = /\.(mp4|m4v|mov|webm|mkv|avi|mpe?g|3gp|wmv)$/i;
const pictures = { voice: 'microphone', audio: 'note', video: 'video', photo: 'picture', document: 'file' };

/**
 * Which kind of message a chosen file becomes: by its type, and where the browser knows none, by its name.
 */
export function kindOf(file) {
  if (photoTypes.has(file.type)) return file.size <= photoMaxBytes ? 'photo' : 'document';
  if (file.type.startsWith('audio/')) return 'audio';
  if (file.type.startsWith('video/')) return 'video';
  if (file.type !== '' && file.type !== 'application/octet-stream') return 'document';
  if (audioNames.test(file.name)) return 'audio';
  return videoNames.test(file.name) ? 'video' : 'document';
}

/** Whether it is a picture that can be a photo. */
export function isPicture(file) {
  return photoTypes.has(file.type);
}

/** In portions that fit into one album and one upload. */
function inAlbums(pictures) {
  const albums = [];
  let bytes = 0;
  for (const picture of pictures) {
    const last = albums.at(-1);
    const fits = last && last.length < albumMax && bytes + picture.size <= albumMaxBytes;
    if (fits) last.push(picture);
    else albums.push([picture]);
    bytes = (fits ? bytes : 0) + picture.size;
  }
  return albums;
}

function albumFields(album) {
  return album.length > 1 ? { media_group: 1 } : {};
}

/** Sends, and shows what is not sent yet. */
export class Outgoing {
  #session;
  #onSent;
  #onChange;
  #texts = Promise.resolve(); // texts go one after another, so that they keep their order
  #items = new Set();

  /**
   * `session` answers {bot, person}; `onSent` gets the messages made; `onChange` says that the list changed.
   */
  constructor(session, onSent, onChange) {
    this.#session = session;
    this.#onSent = onSent;
    this.#onChange = onChange;
    this.list = byId('pending');
  }

  /** Whether leaving the page now would lose something. */
  get busy() {
    return this.#items.size > 0;
  }

  /** Says something. */
  text(text, replyTo = null) {
    const { bot, person } = this.#session();
    const body = { from: person.id, text };
    if (replyTo) body.reply_to_message_id = replyTo;
    this.#add(element('div', { class: 'text', dir: 'auto' }, text), () => {
      const done = this.#texts.then(() => sendText(bot.id, person.id, body));
      this.#texts = done.catch(() => {});
      return { done };
    });
  }

  /**
   * Sends files, all at the same time, as if they had been forwarded together; photos, and pictures as files,
   * as albums.
   */
  files(files, { picturesAsFiles = false } = {}) {
    const albums = { photo: [], document: [] };
    for (const file of files) {
      const kind = picturesAsFiles && isPicture(file) ? 'document' : kindOf(file);
      if (isPicture(file)) albums[kind].push(file);
      else this.#send(kind, [file], file.name);
    }
    for (const [kind, pictures] of Object.entries(albums)) {
      for (const album of inAlbums(pictures)) this.#send(kind, album, album[0].name, albumFields(album));
    }
  }

  /** Sends a recording. */
  voice(blob, seconds, name) {
    this.#send('voice', [blob], name, { duration: Math.max(1, Math.round(seconds)) });
  }

  #send(kind, files, name, fields = {}) {
    const { bot, person } = this.#session();
    const form = new FormData();
    for (const [field, value] of Object.entries({ from: person.id, kind, ...fields }))
      form.append(field, String(value));
    for (const file of files) form.append('file', file, file.name ?? name);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const alone = kind === 'voice' ? t('kind_voice') : name;
    const title = files.length > 1 ? t('pictures', { count: files.length }) : alone;
    const content = element(
      'div',
      { class: 'sending' },
      element('span', { class: 'chip-icon' }, icon(pictures[kind])),
      element(
        'span',
        { class: 'chip-text' },
        element('span', { class: 'chip-name', dir: 'auto' }, title),
        element('span', { class: 'chip-size' }, fileSize(size)),
      ),
    );
    this.#add(content, (onProgress) => {
      if (size > uploadMaxBytes) {
        return {
          done: Promise.reject(new ApiError(413, t('too_large', { limit: fileSize(uploadMaxBytes) }))),
          final: true,
        };
      }
      return upload(bot.id, person.id, form, onProgress);
    });
  }

  #add(content, start) {
    const item = new Item(content, start, (messages) => this.#finished(item, messages));
    this.#items.add(item);
    this.list.append(item.root);
    item.run();
    this.#onChange();
  }

  #finished(item, messages) {
    this.#items.delete(item);
    item.root.remove();
    if (messages) this.#onSent(messages);
  }
}

/** One bubble that is not sent yet. */
class Item {
  #start;
  #finish;
  #timer = null;

  constructor(content, start, finish) {
    this.#start = start;
    this.#finish = finish;
    this.bar = element('progress', {
      class: 'upload',
      max: 1,
      value: 0,
      'aria-label': t('uploading'),
      hidden: true,
    });
    this.cancel = element('button', { type: 'button', class: 'tool', hidden: true }, icon('close'));
    label(this.cancel, t('cancel_upload'));
    this.failure = element('div', { class: 'failure', role: 'alert', hidden: true });
    this.clock = element(
      'span',
      { class: 'meta', title: t('sending'), role: 'img', 'aria-label': t('sending') },
      icon('clock'),
    );
    this.root = element(
      'article',
      { class: 'message mine unsent', 'aria-label': t('sending') },
      element(
        'div',
        { class: 'line' },
        element('div', { class: 'bubble' }, content, this.bar, this.clock),
        this.cancel,
      ),
      this.failure,
    );
  }

  async run() {
    this.failure.hidden = true;
    this.clock.hidden = false;
    this.root.setAttribute('aria-busy', 'true');
    this.#timer = setTimeout(() => this.#showProgress(), progressAfterMs);
    const attempt = this.#start((share) => (this.bar.value = share));
    this.cancel.onclick = () => attempt.abort?.();
    this.cancellable = Boolean(attempt.abort);
    try {
      const messages = await attempt.done;
      this.#stopProgress();
      this.#finish(messages);
    } catch (error) {
      this.#stopProgress();
      if (error.name === 'AbortError') this.#finish(null);
      else this.#failed(error, attempt.final);
    }
  }

  #showProgress() {
    this.bar.hidden = !this.cancellable;
    this.cancel.hidden = !this.cancellable;
  }

  #stopProgress() {
    clearTimeout(this.#timer);
    this.bar.hidden = true;
    this.bar.value = 0;
    this.cancel.hidden = true;
    this.root.removeAttribute('aria-busy');
  }

  /** Says why; a failure that would only repeat itself has no Retry. */
  #failed(error, final) {
    this.clock.hidden = true;
    this.failure.hidden = false;
    const retry = element(
      'button',
      { type: 'button', class: 'button small', onclick: () => this.run() },
      icon('retry'),
      t('retry'),
    );
    const discard = element(
      'button',
      { type: 'button', class: 'button small quiet', onclick: () => this.#finish(null) },
      t('discard'),
    );
    this.failure.replaceChildren(
      icon('alert'),
      element('span', { dir: 'auto' }, t('not_sent', { reason: error.message })),
      final ? '' : retry,
      discard,
    );
  }
}
