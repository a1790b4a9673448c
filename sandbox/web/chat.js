// The chat's state: what the sandbox says it is, and what was sent from here and is not in that answer yet.
import { ApiError, chatView } from './api.js';

const retryMs = 2000;
// An action is over after 5 s and a draft after 30 s; if no change was announced by then, the page looks for
// itself.
const actionCheckMs = 6000;
const draftCheckMs = 31_000;

/** Follows one chat and tells `onView` about every change: {messages, draft, action}. */
export class Chat {
  #session;
  #onView;
  #onGone;
  #view = { revision: -1, messages: [], deleted: [] };
  #sent = new Map();
  #fetching = false;
  #stale = false;
  #timer = null;
  #closed = false;

  /** `onGone` is called where the sandbox does not know the bot or the person any more. */
  constructor(session, onView, onGone) {
    this.#session = session;
    this.#onView = onView;
    this.#onGone = onGone;
  }

  /** Stops following. */
  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** A change was announced. */
  announced({ bot, chat, revision }) {
    if (bot !== this.#session.bot.id || chat !== this.#session.person.id) return;
    if (revision !== this.#view.revision) this.refresh();
  }

  /** Shows at once what a post answered; the next view contains it. */
  addSent(messages) {
    for (const message of messages) this.#sent.set(message.message_id, message);
    this.#show();
  }

  /** Fetches the chat; calls that come meanwhile are one more fetch afterwards. */
  async refresh() {
    this.#stale = true;
    if (this.#fetching) return;
    this.#fetching = true;
    clearTimeout(this.#timer);
    try {
      while (this.#stale && !this.#closed) {
        this.#stale = false;
        this.#take(await chatView(this.#session.bot.id, this.#session.person.id));
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.#onGone();
      else this.#later(retryMs);
    } finally {
      this.#fetching = false;
    }
  }

  #take(view) {
    if (this.#closed) return;
    this.#view = view;
    for (const { message_id: id } of view.messages) this.#sent.delete(id);
    for (const id of view.deleted) this.#sent.delete(id);
    if (view.messages.length === 0) this.#sent.clear(); // the world was emptied
    this.#show();
    if (view.action) this.#later(actionCheckMs);
    else if (view.draft) this.#later(draftCheckMs);
  }

  #show() {
    const messages = [...this.#view.messages, ...this.#sent.values()].sort(
      (a, b) => a.message_id - b.message_id,
    );
    this.#onView({ messages, draft: this.#view.draft ?? null, action: this.#view.action ?? null });
  }

  #later(ms) {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.refresh(), ms);
  }
}
