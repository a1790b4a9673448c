// Recording from the microphone: the state of one recording, its level and its length; no page elements here.

// The first that the browser can write: Ogg/Opus is what messengers send, WebM/Opus is rewritten by the
// sandbox.
const formats = [
  { type: 'audio/ogg;codecs=opus', name: 'voice.ogg' },
  { type: 'audio/webm;codecs=opus', name: 'voice.webm' },
  { type: 'audio/mp4', name: 'voice.m4a' },
];
const bitsPerSecond = 48_000;

/**
 * Why there can be no recording on this page: "insecure" (neither localhost nor https), "unsupported", or
 * null.
 */
export function recordingObstacle() {
  if (!window.isSecureContext) return 'insecure';
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder || !supportedFormat())
    return 'unsupported';
  return null;
}

function supportedFormat() {
  return formats.find(({ type }) => MediaRecorder.isTypeSupported(type));
}

/** One recording, from the question for permission to the finished file. */
export class Recording {
  #stream = null;
  #recorder = null;
  #chunks = [];
  #startedMs = 0;
  #seconds = null;
  #audio = null;
  #samples = null;
  #finished = Promise.withResolvers ? Promise.withResolvers() : resolvers();
  #cancelled = false;

  /**
   * Asks for the microphone and starts; throws what getUserMedia throws, and an AbortError after cancel().
   */
  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    if (this.#cancelled) {
      release(stream);
      throw new DOMException('cancelled', 'AbortError');
    }
    this.#stream = stream;
    const { type } = supportedFormat();
    this.#recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: bitsPerSecond });
    this.#recorder.ondataavailable = ({ data }) => data.size > 0 && this.#chunks.push(data);
    this.#recorder.onstop = () => this.#stopped(type);
    this.#listen(stream);
    this.#startedMs = performance.now();
    this.#recorder.start(1000);
  }

  /** Seconds so far. */
  get seconds() {
    if (this.#seconds !== null) return this.#seconds;
    return this.#startedMs === 0 ? 0 : (performance.now() - this.#startedMs) / 1000;
  }

  /** Loudness now, 0 to 1. */
  get level() {
    if (!this.#samples) return 0;
    this.#meter.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.min(1, Math.sqrt(power) * 4);
  }

  /** Ends the recording; answers {blob, seconds, name}. */
  stop() {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    return this.#finished.promise;
  }

  /** Forgets the recording and lets the microphone go. */
  cancel() {
    this.#cancelled = true;
    this.#chunks = [];
    if (this.#recorder && this.#recorder.state !== 'inactive') this.#recorder.stop();
    this.#letGo();
  }

  #meter = null;

  #listen(stream) {
    this.#audio = new AudioContext();
    this.#meter = this.#audio.createAnalyser();
    this.#meter.fftSize = 1024;
    this.#audio.createMediaStreamSource(stream).connect(this.#meter);
    this.#samples = new Float32Array(this.#meter.fftSize);
  }

  #stopped(type) {
    this.#seconds = this.seconds;
    this.#letGo();
    const { name } = formats.find((format) => format.type === type);
    this.#finished.resolve({
      blob: new Blob(this.#chunks, { type: type.split(';')[0] }),
      seconds: this.#seconds,
      name,
    });
  }

  #letGo() {
    if (this.#stream) release(this.#stream);
    if (this.#audio && this.#audio.state !== 'closed') this.#audio.close();
    this.#samples = null;
  }
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** What Promise.withResolvers gives, for browsers that are a little older. */
function resolvers() {
  let resolve;
  const promise = new Promise((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}
