// A small player for voice messages and music: play and pause, a bar to seek with, the time.
import { element, label } from './dom.js';
import { icon } from './icons.js';
import { duration, fileSize, t } from './words.js';

let playing = null; // the one that sounds now; another one pauses it

/**
 * Builds a player. `sound` is {address, seconds, name, title?, subtitle?, bytes?}; `name` is what a screen
 * reader calls it. The file is fetched whole at the first play, so that seeking needs nothing of the server.
 */
export function playerElement(sound) {
  const player = new Player(sound);
  return player.root;
}

class Player {
  #sound;
  #audio = null;
  #loading = false;

  constructor(sound) {
    this.#sound = sound;
    this.button = element('button', {
      type: 'button',
      class: 'round filled play',
      onclick: () => this.#toggle(),
    });
    this.bar = element('input', {
      type: 'range',
      class: 'seek',
      min: 0,
      max: 1,
      step: 'any',
      value: 0,
      'aria-label': t('seek'),
    });
    this.bar.addEventListener('input', () => this.#seek(Number(this.bar.value)));
    this.time = element('span', { class: 'time' });
    this.note = element('span', { class: 'player-note' });
    const line = element('div', { class: 'player-line' }, this.time, this.note);
    const title = sound.title ? element('div', { class: 'player-title', dir: 'auto' }, sound.title) : null;
    this.root = element(
      'div',
      { class: 'player', role: 'group', 'aria-label': sound.name },
      this.button,
      element('div', { class: 'player-body' }, title, this.bar, line),
    );
    this.note.textContent = [sound.subtitle, sound.bytes && fileSize(sound.bytes)]
      .filter(Boolean)
      .join(' · ');
    this.#show();
  }

  get #seconds() {
    const known = this.#audio?.duration;
    return Number.isFinite(known) && known > 0 ? known : this.#sound.seconds;
  }

  async #toggle() {
    if (this.#loading) return;
    try {
      if (!this.#audio) await this.#load();
      if (!this.#audio.paused) return this.#audio.pause();
      if (playing && playing !== this.#audio) playing.pause();
      playing = this.#audio;
      await this.#audio.play();
    } catch (error) {
      if (error.name !== 'AbortError') this.#failed(error);
    }
  }

  async #load() {
    this.#loading = true;
    this.root.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(this.#sound.address);
      if (!answer.ok) throw new Error(t('error_status', { status: answer.status }));
      this.#audio = new Audio(URL.createObjectURL(await answer.blob()));
    } finally {
      this.#loading = false;
      this.root.removeAttribute('aria-busy');
    }
    for (const kind of ['play', 'pause', 'timeupdate', 'loadedmetadata', 'ended']) {
      this.#audio.addEventListener(kind, () => this.#show());
    }
    this.#audio.addEventListener('play', () => this.#follow());
    this.#audio.addEventListener('ended', () => (this.#audio.currentTime = 0));
    this.#audio.currentTime = Number(this.bar.value);
  }

  /** Moves the bar with every frame while it plays: timeupdate alone comes four times a second. */
  #follow() {
    if (this.#audio.paused) return;
    this.#show();
    requestAnimationFrame(() => this.#follow());
  }

  #seek(seconds) {
    if (this.#audio) this.#audio.currentTime = seconds;
    this.#show(seconds);
  }

  #show(position = this.#audio?.currentTime ?? 0) {
    const total = this.#seconds;
    const active = this.#audio !== null && !this.#audio.paused;
    const picture = active ? 'pause' : 'play';
    if (this.button.dataset.picture !== picture) {
      this.button.dataset.picture = picture;
      this.button.replaceChildren(icon(picture));
      label(this.button, t(picture));
    }
    const text = position > 0 || active ? `${duration(position)} / ${duration(total)}` : duration(total);
    if (this.time.textContent !== text) this.time.textContent = text;
    this.bar.max = String(Math.max(total, 0.1));
    this.bar.value = String(position);
    this.bar.style.setProperty('--played', `${total > 0 ? Math.min(100, (position / total) * 100) : 0}%`);
    this.bar.setAttribute('aria-valuetext', `${duration(position)} / ${duration(total)}`);
  }

  #failed(error) {
    const reason =
      error.name === 'NotSupportedError' ? t('cannot_play') : t('cannot_load', { reason: error.message });
    this.note.replaceChildren(
      `${reason} `,
      element('a', { href: this.#sound.address, download: '' }, t('save')),
    );
    this.note.classList.add('error');
  }
}
