// The list of API calls beside the chat: what bots and services asked of the sandbox and what it answered.
import { calls } from './api.js';
import { byId, element, label } from './dom.js';
import { icon } from './icons.js';
import { keep, recall } from './memory.js';
import { copyText } from './notices.js';
import { exactTime, t } from './words.js';

const keptCalls = 500;
const shownCalls = 200;
const roomPx = 1100; // from this width on there is room for chat and inspector side by side
const errorStatus = 400;

/** The panel; it fetches only while it is open. */
export class Inspector {
  #calls = new Map();
  #rows = new Map();
  #last = 0;
  #from = 0;
  #fetching = false;
  #stale = true;

  constructor() {
    this.panel = byId('inspector');
    this.toggle = byId('inspector-toggle');
    this.wide = matchMedia(`(min-width: ${roomPx}px)`);
    this.#build();
    this.toggle.addEventListener('click', () => this.#open(this.panel.hidden, true));
    this.panel.addEventListener(
      'keydown',
      (event) => event.key === 'Escape' && !this.wide.matches && this.#open(false),
    );
    this.wide.addEventListener('change', () => this.#open(this.wide.matches && this.#wanted()));
    this.#open(this.wide.matches && this.#wanted());
  }

  /** A call ended. One with a lower number may end after one with a higher. */
  announced(number) {
    if (this.#calls.has(number)) return;
    this.#from = Math.min(this.#from, number - 1);
    this.#stale = true;
    this.#refresh();
  }

  /** Begins anew: the sandbox may be another one now, with numbers of its own. */
  restart() {
    this.#calls.clear();
    this.#rows.clear();
    this.list.replaceChildren();
    this.#from = 0;
    this.#last = 0;
    this.#stale = true;
    this.#refresh();
  }

  #wanted() {
    return recall('inspector') !== 'closed';
  }

  #open(open, byHand = false) {
    const hadFocus = this.panel.contains(document.activeElement);
    this.panel.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
    document.querySelector('.chat').inert = open && !this.wide.matches; // there it covers the chat
    if (byHand && this.wide.matches) keep('inspector', open ? 'open' : 'closed');
    if (open) this.#refresh();
    if (open && byHand) this.close.focus();
    if (!open && hadFocus) this.toggle.focus();
  }

  async #refresh() {
    if (this.#fetching || this.panel.hidden) return;
    this.#fetching = true;
    try {
      while (this.#stale && !this.panel.hidden) {
        this.#stale = false;
        const after = this.#from;
        this.#from = Infinity;
        this.#take(await calls(after));
        this.#from = Math.min(this.#from, this.#last);
      }
      this.problem.hidden = true;
    } catch (error) {
      this.#from = 0;
      this.#stale = true; // looked at again with the next call or the next connection
      this.problem.hidden = false;
      this.problem.textContent = error.message;
    } finally {
      this.#fetching = false;
    }
  }

  #take(list) {
    for (const call of list) {
      this.#calls.set(call.number, call);
      this.#last = Math.max(this.#last, call.number);
    }
    const numbers = [...this.#calls.keys()].sort((a, b) => a - b);
    for (const number of numbers.slice(0, -keptCalls)) this.#calls.delete(number);
    this.#show();
  }

  #build() {
    this.close = element(
      'button',
      { type: 'button', class: 'round', onclick: () => this.#open(false, true) },
      icon('close'),
    );
    label(this.close, t('close'));
    const copyAll = element(
      'button',
      { type: 'button', class: 'round', onclick: () => copyJson(this.#chosen()) },
      icon('copy'),
    );
    label(copyAll, t('copy_calls'));
    const services = ['telegram', 'openai', 'fal'].map((name) => element('option', { value: name }, name));
    this.service = element(
      'select',
      { 'aria-label': t('service') },
      element('option', { value: '' }, t('all_services')),
      services,
    );
    this.errors = element('input', { type: 'checkbox' });
    this.polls = element('input', { type: 'checkbox', checked: true });
    for (const control of [this.service, this.errors, this.polls])
      control.addEventListener('change', () => this.#show());
    this.problem = element('p', { class: 'problem', role: 'status', hidden: true });
    this.none = element('p', { class: 'none' }, t('no_calls'));
    this.list = element('ol', { class: 'calls' });
    this.panel.append(
      element('div', { class: 'inspector-top' }, element('h2', {}, t('inspector')), copyAll, this.close),
      element(
        'div',
        { class: 'filters' },
        this.service,
        element('label', {}, this.errors, t('errors_only')),
        element('label', {}, this.polls, t('hide_polling')),
      ),
      this.problem,
      this.none,
      element(
        'div',
        { class: 'calls-scroller', tabindex: 0, role: 'region', 'aria-label': t('inspector') },
        this.list,
      ),
    );
  }

  /** The calls that the filters let through, newest first. */
  #chosen() {
    return [...this.#calls.values()]
      .filter((call) => !this.service.value || call.service === this.service.value)
      .filter((call) => !this.errors.checked || failed(call))
      .filter((call) => !this.polls.checked || failed(call) || call.method.toLowerCase() !== 'getupdates')
      .sort((a, b) => b.number - a.number)
      .slice(0, shownCalls);
  }

  #show() {
    const chosen = this.#chosen();
    const rows = new Map();
    for (const call of chosen) rows.set(call.number, this.#rows.get(call.number) ?? row(call));
    for (const [number, node] of this.#rows) if (!rows.has(number)) node.remove();
    let cursor = this.list.firstChild;
    for (const node of rows.values()) {
      if (node === cursor) cursor = cursor.nextSibling;
      else this.list.insertBefore(node, cursor);
    }
    this.#rows = rows;
    this.none.hidden = rows.size > 0;
    this.none.textContent = this.#calls.size > 0 ? t('no_such_calls') : t('no_calls');
  }
}

function failed(call) {
  return call.status >= errorStatus || call.delivered === false;
}

function row(call) {
  const time = call.started_us / 1e6;
  const lost =
    call.delivered === false
      ? element('span', { class: 'lost', title: t('not_delivered_why') }, t('not_delivered'))
      : null;
  const summary = element(
    'summary',
    {},
    element('span', { class: 'number' }, String(call.number)),
    element('span', { class: `service ${call.service}` }, call.service),
    element('span', { class: 'method' }, call.method),
    lost,
    element('span', { class: failed(call) ? 'status failed' : 'status' }, String(call.status)),
    element('span', { class: 'ms' }, t('milliseconds', { count: Math.round(call.ms) })),
  );
  const details = element('details', {}, summary);
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(body(call, time));
  });
  return element('li', { 'data-call': call.number }, details);
}

/** What is inside an opened call; built when it is opened. */
function body(call, time) {
  const copy = element(
    'button',
    { type: 'button', class: 'button small quiet', onclick: () => copyJson(call) },
    icon('copy'),
    t('copy_json'),
  );
  return element(
    'div',
    { class: 'call' },
    element(
      'p',
      { class: 'when' },
      exactTime(time),
      call.bot ? element('span', {}, ` · ${t('bot')} ${call.bot}`) : null,
    ),
    element('h3', {}, t('parameters')),
    json(call.parameters),
    element('h3', {}, t('answer')),
    json(call.answer),
    copy,
  );
}

function json(value) {
  return element(
    'pre',
    { tabindex: 0 },
    typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2),
  );
}

function copyJson(value) {
  copyText(JSON.stringify(value, null, 2));
}
