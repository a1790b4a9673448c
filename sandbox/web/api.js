// The people's side of the sandbox over HTTP, as the page uses it.
import { t } from './words.js';

const answerTimeoutMs = 30_000;
/** How long a press waits for the bot before the page says that it has not answered. */
export const pressWaitSeconds = 20;
/** The sandbox takes no larger upload; said here before bytes are sent. */
export const uploadMaxBytes = 60 * 1024 * 1024;

/** An answer that is not a success. The status is 0 where no answer came at all. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function address(path, query = {}) {
  const url = new URL(`sandbox${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function chatPath(botId, chatId) {
  return `/bots/${botId}/chats/${chatId}`;
}

/** The words of a problem+json answer, or what can be said without one. */
function problem(status, body) {
  try {
    const { detail, title } = JSON.parse(body);
    if (detail || title) return new ApiError(status, detail ?? title);
  } catch {
    // Not JSON: a proxy's page, say. The status is what is known.
  }
  return new ApiError(status, t('error_status', { status }));
}

async function request(method, path, { body, query, timeoutMs = answerTimeoutMs } = {}) {
  const options = { method, signal: AbortSignal.timeout(timeoutMs), cache: 'no-store' };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { 'Content-Type': 'application/json' };
  }
  let answer;
  let text;
  try {
    answer = await fetch(address(path, query), options);
    text = await answer.text();
  } catch (error) {
    throw new ApiError(0, t(error.name === 'TimeoutError' ? 'error_timeout' : 'error_network'));
  }
  if (!answer.ok) throw problem(answer.status, text);
  return parsed(answer.status, text);
}

function parsed(status, text) {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(status, t('error_answer'));
  }
}

/** A post of messages answers one Message or several; the page wants a list. */
function messageList(answer) {
  return Array.isArray(answer) ? answer : (answer.messages ?? [answer]);
}

/** Everything there is: bots, people and groups. */
export function world() {
  return request('GET', '');
}

/** Makes a person; answers with the id. */
export function createPerson(person) {
  return request('POST', '/people', { body: person });
}

/** The chat as a person sees it now. */
export function chatView(botId, chatId) {
  return request('GET', chatPath(botId, chatId));
}

/** A person's text; answers with the messages made. */
export async function sendText(botId, chatId, message) {
  return messageList(await request('POST', `${chatPath(botId, chatId)}/messages`, { body: message }));
}

/** Presses a button and waits for the bot's answer to it; an ApiError with 504 says that none came. */
export function press(botId, chatId, messageId, body) {
  return request('POST', `${chatPath(botId, chatId)}/messages/${messageId}/press`, {
    body,
    query: { wait: pressWaitSeconds },
    timeoutMs: pressWaitSeconds * 1000 + answerTimeoutMs,
  });
}

/** What else a person does: stop_draft and so on. */
export function act(botId, chatId, body) {
  return request('POST', `${chatPath(botId, chatId)}/actions`, { body });
}

/** The API calls with numbers above `after`. */
export async function calls(after) {
  return (await request('GET', '/calls', { query: { after } })).calls;
}

/** Where a file of a message can be played or saved from. */
export function fileAddress(botId, fileId) {
  return address(`/bots/${botId}/files/${encodeURIComponent(fileId)}`).href;
}

/** The stream of changes; see events.js. */
export function eventsAddress() {
  return address('/events').href;
}

/**
 * Sends a multipart form with a file. `onProgress` is told the share of bytes sent, 0 to 1. Answers with a
 * promise of the messages made and a function that breaks the upload off (the promise then fails with an
 * AbortError).
 */
export function upload(botId, chatId, form, onProgress) {
  const call = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    call.open('POST', address(`${chatPath(botId, chatId)}/messages`));
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onerror = () => reject(new ApiError(0, t('error_network')));
    call.onabort = () => reject(new DOMException('upload cancelled', 'AbortError'));
    call.onload = () => {
      if (call.status < 200 || call.status >= 300) return reject(problem(call.status, call.responseText));
      try {
        resolve(messageList(parsed(call.status, call.responseText)));
      } catch (error) {
        reject(error);
      }
    };
    call.send(form);
  });
  return { done, abort: () => call.abort() };
}
