// The page: puts its pieces together, follows the sandbox, and says when the sandbox is not there.
import { fileAddress } from './api.js';
import { Chat } from './chat.js';
import { CommandMenu } from './commands.js';
import { Composer } from './composer.js';
import { byId } from './dom.js';
import { DraftView, showStatus } from './draft.js';
import { Events } from './events.js';
import { icon } from './icons.js';
import { Inspector } from './inspector.js';
import { Presses } from './keyboard.js';
import { MessageLog } from './log.js';
import { isMine, senderName } from './message.js';
import { reportError } from './notices.js';
import { Outgoing } from './outgoing.js';
import { RecordingBar } from './recording.js';
import { chooseSession, nameOf, remember } from './session.js';
import { startTheme } from './theme.js';
import { aboutSandbox, emptyChat, noBot } from './welcome.js';
import { language, t, translateFrame } from './words.js';

const lookAgainMs = 2000;

class Page {
  #who = { bot: null, person: null, bots: [], people: [] };
  #chat = null;
  #timer = null;
  #newest = 0;
  #missed = 0;

  constructor() {
    const session = () => this.#who;
    this.inspector = new Inspector();
    this.draft = new DraftView(session);
    this.outgoing = new Outgoing(
      session,
      (messages) => this.#chat.addSent(messages),
      () => this.#sending(),
    );
    this.commands = new CommandMenu((text) => this.outgoing.text(text));
    this.composer = new Composer({
      text: (text, replyTo) => this.outgoing.text(text, replyTo),
      files: (files, how) => this.outgoing.files(files, how),
    });
    this.recording = new RecordingBar((blob, seconds, name) => this.outgoing.voice(blob, seconds, name));
    this.log = new MessageLog({
      presses: new Presses(session),
      addressOf: (fileId) => fileAddress(this.#who.bot.id, fileId),
      command: (text) => this.outgoing.text(text),
      reply: (message) =>
        this.composer.replyTo(
          message,
          isMine(message, this.#who.person.id) ? t('you') : senderName(message, { botName: '' }),
        ),
    });
    this.events = new Events({
      opened: () => this.#connected(),
      lost: () => this.#tellLoss(true),
      chat: (change) => this.#changed(change),
      calls: ({ number }) => this.inspector.announced(number),
    });
    this.#listen();
  }

  /** Begins to follow the sandbox. */
  start() {
    showStatusText(t('connecting'));
    byId('bot-name').textContent = t('sandbox');
    this.events.connect();
  }

  #listen() {
    byId('about').addEventListener('click', () =>
      aboutSandbox(this.#who, (bot, person) => {
        remember(bot, person);
        this.#settle();
      }),
    );
    addEventListener('hashchange', () => this.#settle());
    addEventListener('online', () => this.events.connect());
    addEventListener('beforeunload', (event) => {
      if (this.outgoing.busy || this.recording.active) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      this.#missed = 0;
      this.#setTitle();
      this.#chat?.refresh(); // a sleeping computer hears no events
    });
  }

  #connected() {
    this.#tellLoss(false);
    this.inspector.restart();
    this.#settle();
  }

  #tellLoss(lost) {
    const bar = byId('connection');
    bar.hidden = !lost;
    bar.textContent = lost ? t('connection_lost') : '';
  }

  #changed(change) {
    if (this.#who.bot === null) this.#settle();
    else this.#chat?.announced(change);
  }

  /** Looks who is there, and shows the chat of the chosen two. */
  async #settle() {
    clearTimeout(this.#timer);
    let who;
    try {
      who = await chooseSession();
    } catch (error) {
      if (error.status !== 0) reportError(error);
      this.#timer = setTimeout(() => this.#settle(), lookAgainMs);
      return;
    }
    const same = who.bot?.id === this.#who.bot?.id && who.person.id === this.#who.person?.id;
    this.#who = who;
    byId('app').classList.toggle('no-bot', who.bot === null);
    if (who.bot === null) return this.#waitForBot();
    if (!same || !this.#chat) this.#enter();
    this.commands.offer(who.bot.commands ?? []);
    this.#setTitle();
    this.#chat.refresh();
  }

  #waitForBot() {
    this.#chat?.close();
    this.#chat = null;
    this.log.show([]);
    this.draft.show(null);
    byId('bot-name').textContent = t('sandbox');
    showStatusText(t('no_bot_wait'));
    const empty = byId('empty');
    if (empty.hidden || empty.dataset.state !== 'no-bot') empty.replaceChildren(...noBot());
    empty.dataset.state = 'no-bot';
    empty.hidden = false;
    this.#timer = setTimeout(() => this.#settle(), lookAgainMs);
  }

  /** Opens the chat of the chosen bot and person. */
  #enter() {
    const { bot, person } = this.#who;
    const name = nameOf(bot);
    this.#chat?.close();
    this.#chat = new Chat(
      this.#who,
      (view) => this.#show(view),
      () => this.#settle(),
    );
    this.#newest = 0;
    this.#missed = 0;
    this.log.reset(person.id, name);
    byId('empty').hidden = true;
    byId('empty').dataset.state = '';
    byId('bot-name').textContent = name;
    byId('avatar').textContent = [...name][0].toUpperCase();
    showStatus(bot, null);
  }

  #show({ messages, draft, action }) {
    const { bot, person } = this.#who;
    const theirs = messages.filter(
      (message) => message.message_id > this.#newest && !isMine(message, person.id),
    );
    if (document.hidden && this.#newest > 0) this.#missed += theirs.length;
    this.#newest = Math.max(this.#newest, ...messages.map(({ message_id: id }) => id), 1);
    this.#setTitle();
    this.log.show(messages);
    this.draft.show(draft);
    showStatus(bot, action);
    this.#showEmpty(messages.length === 0 && !this.outgoing.busy);
  }

  #showEmpty(visible) {
    const empty = byId('empty');
    if (visible && empty.dataset.state !== 'empty') {
      empty.replaceChildren(...emptyChat(nameOf(this.#who.bot), () => this.outgoing.text('/start')));
      empty.dataset.state = 'empty';
    }
    empty.hidden = !visible;
  }

  #sending() {
    byId('empty').hidden = true;
    this.log.toBottom();
  }

  #setTitle() {
    const name = this.#who.bot ? `${nameOf(this.#who.bot)} · ${t('sandbox')}` : t('sandbox');
    document.title = this.#missed > 0 ? t('title_unread', { count: this.#missed, name }) : name;
  }
}

function showStatusText(text) {
  byId('bot-status').textContent = text;
}

document.documentElement.lang = language;
translateFrame(document);
for (const node of document.querySelectorAll('[data-icon]')) node.append(icon(node.dataset.icon));
startTheme(byId('theme'));
new Page().start();
