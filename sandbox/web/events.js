// The stream of changes: says which chat changed and which API call ended, and whether the sandbox is there
// at all.
import { eventsAddress } from './api.js';

const firstRetryMs = 200;
const retryMs = 1000;
const graceMs = 700; // a stream that is back this soon was no loss worth telling

/** Keeps one event stream open for as long as the page lives. */
export class Events {
  #handlers;
  #source = null;
  #lossTimer = null;
  #retryTimer = null;
  #failures = 0;

  /** Handlers: opened(), lost(), chat({bot, chat, revision}), calls({number}). */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Opens the stream; from then on it is reopened by itself. */
  connect() {
    clearTimeout(this.#retryTimer);
    this.#source?.close();
    this.#source = new EventSource(eventsAddress());
    this.#source.onopen = () => {
      clearTimeout(this.#lossTimer);
      this.#lossTimer = null;
      this.#failures = 0;
      this.#handlers.opened();
    };
    this.#source.onerror = () => this.#failed();
    this.#source.addEventListener('chat', (event) => this.#handlers.chat(JSON.parse(event.data)));
    this.#source.addEventListener('calls', (event) => this.#handlers.calls(JSON.parse(event.data)));
  }

  #failed() {
    this.#source.close();
    this.#lossTimer ??= setTimeout(() => this.#handlers.lost(), graceMs);
    this.#retryTimer = setTimeout(() => this.connect(), this.#failures === 0 ? firstRetryMs : retryMs);
    this.#failures += 1;
  }
}
