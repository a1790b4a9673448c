// The list of messages: keeps the page in step with the chat, separates days, and stays where the reader is.
import { byId, calm, element } from './dom.js';
import { icon } from './icons.js';
import { MessageView, isMine } from './message.js';
import { toast } from './notices.js';
import { dayName, t } from './words.js';

const nearBottomPx = 90;
const groupSeconds = 300; // messages of one sender within this time stand close together

/** The scrolling log. */
export class MessageLog {
  #views = new Map();
  #days = new Map();
  #albums = new Map();
  #context;
  #follows = true; // the reader is at the end, and new things keep the end in sight
  #unread = 0;
  #first = true;

  constructor(context) {
    this.#context = { ...context, jump: (id) => this.jump(id) };
    this.scroller = byId('log');
    this.list = byId('messages');
    this.pill = byId('unread');
    this.scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.pill.addEventListener('click', () => this.toBottom({ smooth: true }));
    const keep = new ResizeObserver(() => this.settle());
    keep.observe(this.scroller);
    keep.observe(this.scroller.firstElementChild);
  }

  /** Begins anew for another bot or person. */
  reset(personId, botName) {
    this.#context.personId = personId;
    this.#context.botName = botName;
    this.#views.clear();
    this.#days.clear();
    this.#albums.clear();
    this.list.replaceChildren();
    this.#first = true;
    this.#follows = true;
    this.#setUnread(0);
  }

  /** Shows these messages, in this order, and nothing else. */
  show(messages) {
    const known = new Set(messages.map(({ message_id: id }) => id));
    const arrived = messages.filter((message) => !this.#views.has(message.message_id));
    for (const [id, view] of this.#views) {
      if (known.has(id)) continue;
      view.root.remove();
      this.#views.delete(id);
    }
    place(this.list, this.#nodes(messages));
    if (!this.#first && !this.#follows) {
      this.#setUnread(
        this.#unread + arrived.filter((message) => !isMine(message, this.#context.personId)).length,
      );
    }
    this.#first = false;
    this.settle();
  }

  /** Scrolls to a message and points at it. */
  jump(id) {
    const view = this.#views.get(id);
    if (!view) return toast(t('not_here'));
    view.root.scrollIntoView({ block: 'center', behavior: calm() ? 'auto' : 'smooth' });
    view.root.focus({ preventScroll: true });
    view.root.classList.remove('pointed');
    void view.root.offsetWidth; // so that the animation starts again
    view.root.classList.add('pointed');
  }

  /** Goes to the newest message and follows from there. */
  toBottom({ smooth = false } = {}) {
    this.#follows = true;
    this.scroller.scrollTo({
      top: this.scroller.scrollHeight,
      behavior: smooth && !calm() ? 'smooth' : 'instant',
    });
    this.#setUnread(0);
  }

  /**
   * Keeps the end in sight if the reader was there; to be called after anything in the log changed its
   * height.
   */
  settle() {
    if (this.#follows) this.toBottom();
    else this.#scrolled();
  }

  #scrolled() {
    const distance = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
    this.#follows = distance < nearBottomPx;
    if (this.#follows && this.#unread > 0) this.#setUnread(0);
    else this.#showPill(distance);
  }

  #setUnread(count) {
    this.#unread = count;
    this.#showPill(this.#follows ? 0 : Infinity);
  }

  #showPill(distance) {
    this.pill.hidden = this.#follows || (this.#unread === 0 && distance < this.scroller.clientHeight);
    const words = this.#unread > 0 ? t('new_messages', { count: this.#unread }) : t('to_newest');
    if (this.pill.dataset.words === words) return;
    this.pill.dataset.words = words;
    this.pill.replaceChildren(icon('arrow_down'), element('span', {}, words));
  }

  /** The list's children: messages, and a separator where a day begins. */
  #nodes(messages) {
    const nodes = [];
    const days = new Map();
    const albums = new Map();
    let previous = null;
    for (const message of messages) {
      const date = new Date(message.date * 1000).toDateString();
      const newDay = !previous || date !== new Date(previous.date * 1000).toDateString();
      if (newDay) {
        const separator = this.#days.get(date) ?? element('h2', { class: 'day' }, element('span', {}));
        separator.firstChild.textContent = dayName(message.date);
        days.set(date, separator);
        nodes.push(separator);
      }
      const node = this.#message(message);
      const continues =
        !newDay && previous.from?.id === message.from?.id && message.date - previous.date < groupSeconds;
      node.classList.toggle('continues', continues);
      if (isInAlbum(message)) this.#gather(albums, nodes, message, node);
      else nodes.push(node);
      previous = message;
    }
    for (const { root, children } of albums.values()) {
      root.dataset.columns = children.length === 2 || children.length === 4 ? 2 : 3;
      place(root, children);
    }
    this.#days = days;
    this.#albums = albums;
    return nodes;
  }

  /** Puts a message into the frame of its album. */
  #gather(albums, nodes, message, node) {
    const id = message.media_group_id;
    if (!albums.has(id)) {
      const root = this.#albums.get(id)?.root ?? element('div', { class: 'album' });
      root.classList.toggle('mine', isMine(message, this.#context.personId));
      albums.set(id, { root, children: [] });
      nodes.push(root);
    }
    albums.get(id).children.push(node);
  }

  #message(message) {
    const view = this.#views.get(message.message_id);
    if (view) {
      view.update(message);
      return view.root;
    }
    const fresh = new MessageView(message, this.#context);
    if (!this.#first) fresh.root.classList.add('fresh');
    this.#views.set(message.message_id, fresh);
    return fresh.root;
  }
}

/** Whether it is shown as a part of an album; files and sound of an album stand by themselves. */
function isInAlbum(message) {
  return Boolean(message.media_group_id && message.photo);
}

/** Makes the parent's children exactly these, moving only what is out of place. */
function place(parent, nodes) {
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}
