// Who talks with whom: the person and the bot, chosen from the sandbox's world and remembered in the address.
import { createPerson, world } from './api.js';
import { language, t } from './words.js';

/** The choice in the address, "#bot=1&person=2", as numbers; what is not there is null. */
function remembered() {
  const values = new URLSearchParams(location.hash.slice(1));
  const number = (name) => (/^\d+$/.test(values.get(name) ?? '') ? Number(values.get(name)) : null);
  return { bot: number('bot'), person: number('person') };
}

/** Keeps the choice in the address, for the next load. */
export function remember(bot, person) {
  const hash = `#${new URLSearchParams({ bot: bot.id, person: person.id })}`;
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

/**
 * Looks at the world and chooses; makes a person where there is none. Answers {bot, person, bots, people},
 * where bot is null as long as no bot has called the sandbox.
 */
export async function chooseSession() {
  const { bots, people } = await world();
  if (people.length === 0) {
    const newcomer = {
      first_name: t('person_name'),
      language_code: navigator.language?.split('-')[0] ?? language,
    };
    people.push({ ...newcomer, ...(await createPerson(newcomer)) });
  }
  const wanted = remembered();
  const bot = bots.find(({ id }) => id === wanted.bot) ?? bots[0] ?? null;
  const person = people.find(({ id }) => id === wanted.person) ?? people[0];
  if (bot) remember(bot, person);
  return { bot, person, bots, people };
}

/** What a bot or a person is called. */
export function nameOf(user) {
  const full = [user.first_name, user.last_name].filter(Boolean).join(' ');
  return full || user.username || String(user.id);
}
