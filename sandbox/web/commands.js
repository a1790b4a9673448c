// The bot's commands, offered while one is being typed.
import { byId, element } from './dom.js';

/** A list over the composer; it listens to the text field before the composer does. */
export class CommandMenu {
  #commands = [];
  #shown = [];
  #selected = -1;
  #onChosen;

  /** `onChosen` gets a command with its slash, to be sent. */
  constructor(onChosen) {
    this.#onChosen = onChosen;
    this.field = byId('text');
    this.list = byId('commands');
    this.field.addEventListener('input', () => this.#update());
    this.field.addEventListener('keydown', (event) => this.#key(event));
    this.field.addEventListener('blur', () => this.#close());
  }

  /** The commands that the bot has set: [{command, description}]. */
  offer(commands) {
    this.#commands = commands;
  }

  #update() {
    const typed = /^\/(\w*)$/.exec(this.field.value)?.[1];
    this.#shown =
      typed === undefined ? [] : this.#commands.filter(({ command }) => command.startsWith(typed));
    this.#select(-1);
    this.list.replaceChildren(...this.#shown.map((entry, index) => this.#option(entry, index)));
    this.list.hidden = this.#shown.length === 0;
  }

  #option({ command, description }, index) {
    const name = element('span', { class: 'command-name' }, `/${command}`);
    const text = element('span', { class: 'command-text', dir: 'auto' }, description);
    const node = element(
      'li',
      { role: 'option', id: `command-${index}`, 'aria-selected': 'false' },
      name,
      text,
    );
    node.addEventListener('pointerdown', (event) => event.preventDefault()); // the field keeps the focus
    node.addEventListener('click', () => this.#choose(index));
    return node;
  }

  #key(event) {
    if (this.list.hidden || event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const count = this.#shown.length;
    if (event.key in steps) {
      const from = this.#selected < 0 && event.key === 'ArrowUp' ? 0 : this.#selected;
      this.#select((from + steps[event.key] + count) % count);
    } else if (event.key === 'Escape') this.#close();
    else if (event.key === 'Tab' && !event.shiftKey) this.#complete(Math.max(0, this.#selected));
    else if (event.key === 'Enter' && this.#selected >= 0) this.#choose(this.#selected);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #select(index) {
    this.#selected = index;
    for (const [at, node] of [...this.list.children].entries())
      node.setAttribute('aria-selected', String(at === index));
    if (index < 0) this.field.removeAttribute('aria-activedescendant');
    else this.field.setAttribute('aria-activedescendant', `command-${index}`);
    this.list.children[index]?.scrollIntoView({ block: 'nearest' });
  }

  #complete(index) {
    this.#write(`/${this.#shown[index].command} `);
  }

  #choose(index) {
    const { command } = this.#shown[index];
    this.#write('');
    this.#onChosen(`/${command}`);
  }

  /** Changes the field as typing would, so that the composer notices. */
  #write(text) {
    this.field.value = text;
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  #close() {
    this.list.hidden = true;
    this.#select(-1);
  }
}
