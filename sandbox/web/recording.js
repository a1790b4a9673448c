// The bar that takes the composer's place while a voice message is recorded.
import { byId, calm, label } from './dom.js';
import { dialog, toast } from './notices.js';
import { Recording, recordingObstacle } from './recorder.js';
import { duration, t } from './words.js';

const shortestSeconds = 0.5;
const sampleMs = 60;
const calmSampleMs = 400;
const barPx = 3;
const gapPx = 2;
const refusals = {
  NotAllowedError: 'microphone_denied',
  NotFoundError: 'microphone_missing',
  NotReadableError: 'microphone_busy',
};

/** The record button and its bar. */
export class RecordingBar {
  #recording = null;
  #levels = [];
  #timer = null;
  #onVoice;

  /** `onVoice` gets (blob, seconds, name) of a recording that is to be sent. */
  constructor(onVoice) {
    this.#onVoice = onVoice;
    this.bar = byId('recording');
    this.button = byId('record');
    this.time = byId('record-time');
    this.canvas = byId('record-level');
    this.send = byId('record-send');
    this.button.addEventListener('click', () => this.#begin());
    byId('record-cancel').addEventListener('click', () => this.#cancel());
    this.send.addEventListener('click', () => this.#send());
    this.bar.addEventListener('keydown', (event) => event.key === 'Escape' && this.#cancel());
    const obstacle = recordingObstacle();
    if (obstacle) {
      this.button.classList.add('off');
      this.button.setAttribute('aria-disabled', 'true');
      label(this.button, `${t('record')}: ${t(`microphone_${obstacle}_short`)}`);
    }
  }

  /** Whether a recording would be lost by leaving the page. */
  get active() {
    return this.#recording !== null;
  }

  async #begin() {
    const obstacle = recordingObstacle();
    if (obstacle) return explain(`microphone_${obstacle}`);
    if (this.#recording) return;
    const recording = new Recording();
    this.#recording = recording;
    this.#open();
    try {
      await recording.start();
    } catch (error) {
      recording.cancel(); // lets go of a microphone that was given before something else failed
      if (this.#recording !== recording) return; // cancelled meanwhile
      this.#close();
      explain(refusals[error.name] ?? 'microphone_failed', error.message);
      return;
    }
    this.send.disabled = false;
    this.send.focus();
    this.bar.classList.remove('asking');
    this.#timer = setInterval(() => this.#tick(), calm() ? calmSampleMs : sampleMs);
    this.#tick();
  }

  #open() {
    byId('composer').hidden = true;
    this.bar.hidden = false;
    this.bar.classList.add('asking');
    this.send.disabled = true;
    this.time.textContent = t('microphone_asking');
    this.#levels = [];
    this.#draw();
    byId('record-cancel').focus();
  }

  #close() {
    clearInterval(this.#timer);
    this.#recording = null;
    this.bar.hidden = true;
    byId('composer').hidden = false;
    this.button.focus();
  }

  #cancel() {
    this.#recording?.cancel();
    this.#close();
  }

  async #send() {
    const recording = this.#recording;
    if (!recording || this.send.disabled) return;
    this.send.disabled = true;
    const { blob, seconds, name } = await recording.stop();
    this.#close();
    if (seconds < shortestSeconds || blob.size === 0) toast(t('too_short'));
    else this.#onVoice(blob, seconds, name);
  }

  #tick() {
    this.time.textContent = duration(this.#recording.seconds);
    this.#levels.push(this.#recording.level);
    this.#draw();
  }

  /** The last seconds' loudness as bars, the newest at the right. */
  #draw() {
    const scale = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    const pen = this.canvas.getContext('2d');
    pen.scale(scale, scale);
    pen.fillStyle = getComputedStyle(this.canvas).color;
    const count = Math.floor(width / (barPx + gapPx));
    this.#levels = this.#levels.slice(-count);
    this.#levels.forEach((level, index) => {
      const tall = Math.max(barPx, level * height);
      const left = width - (this.#levels.length - index) * (barPx + gapPx);
      pen.beginPath();
      pen.roundRect(left, (height - tall) / 2, barPx, tall, barPx / 2);
      pen.fill();
    });
  }
}

/** Why there is no recording, and what can be done about it. */
function explain(key, reason = '') {
  dialog({
    title: t('microphone_off'),
    body: [t(key, { reason, origin: location.origin, port: location.port || '80' })],
  });
}
