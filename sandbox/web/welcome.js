// What stands in an empty log: how to begin, or that no bot is there yet; and what the word "Sandbox" means.
import { element } from './dom.js';
import { dialog } from './notices.js';
import { nameOf } from './session.js';
import { t } from './words.js';

/** The Bot API's address as a bot is told it. */
function apiAddress() {
  return new URL('.', document.baseURI).href.replace(/\/$/, '');
}

/** How to begin; the button calls `onStart`. */
export function emptyChat(botName, onStart) {
  return [
    element('img', { class: 'mark', src: 'web/icon.svg', alt: '', width: 72, height: 72 }),
    element('h2', { dir: 'auto' }, t('empty_title', { name: botName })),
    element('p', {}, t('empty_text')),
    element('button', { type: 'button', class: 'button primary', id: 'start', onclick: onStart }, t('start')),
  ];
}

/** That no bot has called yet, and how to point one here. */
export function noBot() {
  return [
    element('img', { class: 'mark', src: 'web/icon.svg', alt: '', width: 72, height: 72 }),
    element('h2', {}, t('no_bot_title')),
    element('p', {}, t('no_bot_text')),
    element('code', { class: 'sample' }, apiAddress()),
    element('p', {}, t('no_bot_try')),
    element('code', { class: 'sample' }, `curl ${apiAddress()}/bot123456:abc/getMe`),
    element('p', { class: 'waiting' }, t('no_bot_wait')),
  ];
}

/** Explains the sandbox; where there are several bots or people, lets the reader choose. */
export function aboutSandbox({ bot, person, bots, people }, onChoose) {
  const body = [
    t('sandbox_about'),
    t('sandbox_you', { person: nameOf(person) }),
    element('code', { class: 'sample' }, apiAddress()),
  ];
  if (bot && bots.length > 1)
    body.push(choice(t('choose_bot'), bots, bot, (chosen) => onChoose(chosen, person)));
  if (bot && people.length > 1)
    body.push(choice(t('choose_person'), people, person, (chosen) => onChoose(bot, chosen)));
  dialog({ title: t('sandbox'), body });
}

function choice(name, users, current, onChange) {
  const options = users.map((user) =>
    element(
      'option',
      { value: user.id, selected: user.id === current.id },
      user.username ? `${nameOf(user)} (@${user.username})` : nameOf(user),
    ),
  );
  const select = element('select', {}, options);
  select.addEventListener('change', () => onChange(users.find(({ id }) => String(id) === select.value)));
  return element('label', { class: 'choice' }, element('span', {}, name), select);
}
