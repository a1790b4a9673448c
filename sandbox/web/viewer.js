// The photo viewer: one picture of the chat as large as the window, with the ones before and after it.
import { element, label } from './dom.js';
import { icon } from './icons.js';
import { t } from './words.js';

const swipePx = 40;

/** Opens the picture of a button (class "photo-button", data-address, data-name) among all in the chat. */
export function openViewer(button) {
  const all = [...document.querySelectorAll('#messages .photo-button')];
  new Viewer(all, Math.max(0, all.indexOf(button)));
}

class Viewer {
  #all;
  #at;
  #touchX = null;

  constructor(all, at) {
    this.#all = all;
    this.picture = element('img', { class: 'viewer-picture', draggable: 'false', onclick: () => this.#zoom() });
    this.count = element('span', { class: 'viewer-count', role: 'status' });
    this.save = element('a', { class: 'round' }, icon('download'));
    label(this.save, t('save'));
    this.previous = control('chevron_left', t('previous_photo'), 'viewer-previous', () => this.#show(this.#at - 1));
    this.next = control('chevron_right', t('next_photo'), 'viewer-next', () => this.#show(this.#at + 1));
    this.close = control('close', t('close'), '', () => this.box.close());
    this.close.autofocus = true;
    this.stage = element('div', { class: 'viewer-stage' }, this.picture);
    this.box = element(
      'dialog',
      { class: 'viewer', 'aria-label': t('kind_photo') },
      element('div', { class: 'viewer-top' }, this.count, this.save, this.close),
      this.stage,
      this.previous,
      this.next,
    );
    this.box.addEventListener('keydown', (event) => this.#key(event));
    this.box.addEventListener('close', () => this.#closed());
    this.stage.addEventListener('click', (event) => event.target === this.stage && this.box.close());
    this.stage.addEventListener('touchstart', (event) => this.#touch(event), { passive: true });
    this.stage.addEventListener('touchend', (event) => this.#swipe(event), { passive: true });
    document.body.append(this.box);
    this.box.showModal();
    this.#show(at);
  }

  #show(at) {
    if (at < 0 || at >= this.#all.length) return;
    this.#at = at;
    const { address, name } = this.#all[at].dataset;
    this.box.classList.remove('zoomed');
    this.picture.src = address;
    this.picture.alt = name;
    this.save.href = address;
    this.save.download = name;
    this.count.textContent = t('photo_count', { number: at + 1, total: this.#all.length });
    this.previous.disabled = at === 0;
    this.next.disabled = at === this.#all.length - 1;
    // A button that can do no more loses the focus, and the keys would go nowhere.
    if (!this.box.contains(document.activeElement) || document.activeElement.disabled) this.close.focus();
  }

  /** Between fitting the window and the picture's own size. */
  #zoom() {
    this.box.classList.toggle('zoomed');
  }

  #key(event) {
    const moves = {
      ArrowLeft: this.#at - 1,
      ArrowRight: this.#at + 1,
      Home: 0,
      End: this.#all.length - 1,
    };
    if (event.key === '+' || event.key === '-') this.box.classList.toggle('zoomed', event.key === '+');
    else if (event.key in moves && !this.box.classList.contains('zoomed')) this.#show(moves[event.key]);
    else return;
    event.preventDefault();
  }

  #touch(event) {
    this.#touchX = event.touches.length === 1 ? event.touches[0].clientX : null;
  }

  #swipe(event) {
    if (this.#touchX === null || this.box.classList.contains('zoomed')) return;
    const moved = event.changedTouches[0].clientX - this.#touchX;
    if (Math.abs(moved) > swipePx) this.#show(this.#at + (moved < 0 ? 1 : -1));
    this.#touchX = null;
  }

  #closed() {
    this.box.remove();
    const last = this.#all[this.#at];
    last.scrollIntoView({ block: 'nearest' });
    last.focus();
  }
}

function control(picture, name, kind, onclick) {
  const button = element('button', { type: 'button', class: `round ${kind}`, onclick }, icon(picture));
  label(button, name);
  return button;
}
