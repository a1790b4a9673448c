"""The page at every width, in both themes and both languages, by keyboard and by name."""
import unittest

from page import PageTest, Program
from webdriver import Browser, until

AA_RATIO = 4.5
TALL_ENOUGH_PX = 600
CONTRAST = """
    const rgba = (text) => {
      pen.clearRect(0, 0, 1, 1); pen.fillStyle = '#000'; pen.fillStyle = text; pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const over = (top, bottom) => [0, 1, 2].map((i) => top[i] * top[3] + bottom[i] * (1 - top[3]));
    const light = (color) => {
      const [r, g, b] = color.map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (node) => {
      const layers = [];
      for (let at = node; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.backgroundImage.includes('gradient') && at.classList.contains('avatar')) return null;
        layers.push(rgba(style.backgroundColor));
        if (layers.at(-1)[3] === 1) break;
      }
      return layers.reverse().reduce((below, layer) => [...over(layer, below), 1], [255, 255, 255, 1]);
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      if (!text.data.trim() || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (node.closest(':disabled, option, noscript')) continue;
      const below = ground(node);
      if (!below) continue;
      const color = over(rgba(getComputedStyle(node).color), below);
      const [high, low] = [light(color), light(below)].sort((a, b) => b - a);
      const ratio = (high + 0.05) / (low + 0.05);
      seen += 1;
      if (ratio < arguments[0]) poor.push(`${ratio.toFixed(2)} "${text.data.trim().slice(0, 30)}" in ${node.className || node.tagName}`);
    }
    return { seen, poor };
"""


class Look(PageTest):
    expected_errors = ("status of 404",)

    def a_full_chat(self):
        """Both sides, formatting, a long word, wide code, buttons, a draft, and a call that failed."""
        self.say("Hello there, this is me")
        first = self.updates("message")[-1]["message_id"]
        self.bot_says("<b>bold</b> <code>code</code> <a href=\"https://example.org/\">link</a>\n<pre>" + "wide " * 60 +
                      "</pre><blockquote expandable>" + "long " * 90 + "</blockquote>" + "w" * 300, parse_mode="HTML",
                      reply_parameters={"message_id": first}, reply_markup={"inline_keyboard": [
                          [{"text": f"A long name of a button {number}", "callback_data": "x"} for number in range(3)],
                          [{"text": "Delete", "callback_data": "y", "style": "danger"},
                           {"text": "A site", "url": "https://example.org/"}]]})
        self.program.upload("sendDocument", "document", "n" * 90 + ".txt", "text/plain", b"text", chat_id=self.person)
        self.program.bot("sendMessageDraft", chat_id=self.person, draft_id=9, text="In the making", can_stop=True)
        until(lambda: self.browser.all("#draft")[0].shown and len(self.browser.all("article[data-message-id]")) == 3, "the chat")

    def test_no_width_scrolls_sideways(self):
        self.a_full_chat()
        for width in (320, 360, 480, 768, 1100, 1440):
            with self.subTest(width=width):
                self.browser.resize(width, 740)
                self.assertLessEqual(self.overflow(), 0)
                inner = self.browser.run("const log = document.getElementById('log'); return log.scrollWidth - log.clientWidth")
                self.assertLessEqual(inner, 0, "the log")

    def test_the_chat_column_is_centred_at_desktop_width(self):
        box = self.browser.run("""
            const column = document.querySelector('.column').getBoundingClientRect();
            const chat = document.querySelector('.chat').getBoundingClientRect();
            return [column.left - chat.left, chat.right - column.right, column.width];
        """)
        self.assertAlmostEqual(box[0], box[1], delta=2)
        self.assertLess(box[2], 800)

    def test_text_can_be_read_in_both_themes(self):
        self.a_full_chat()
        self.browser.all("#composer textarea")[0].type("/")
        for theme in ("light", "dark"):
            with self.subTest(theme=theme):
                self.browser.prefer(prefers_color_scheme=theme, prefers_reduced_motion="reduce")
                found = self.browser.run(CONTRAST, AA_RATIO)
                self.assertGreater(found["seen"], 25)
                self.assertEqual(found["poor"], [])

    def test_the_theme_follows_the_system_until_one_is_chosen_and_that_is_remembered(self):
        brightness = "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g); return (+r + +g + +b) / 3"
        self.browser.prefer(prefers_color_scheme="light")
        self.assertGreater(self.browser.run(brightness), 200)
        self.browser.prefer(prefers_color_scheme="dark")
        self.assertLess(self.browser.run(brightness), 60)
        self.press("Light theme")
        self.assertGreater(self.browser.run(brightness), 200)
        self.open()
        until(lambda: self.named("Dark theme"), "the chosen theme after a reload")
        self.assertGreater(self.browser.run(brightness), 200)
        self.browser.run("localStorage.clear()")

    def test_everything_can_be_reached_and_has_a_name(self):
        self.a_full_chat()
        nameless = self.browser.run("""
            return [...document.querySelectorAll('button, input, textarea, select, a')].filter((node) => node.checkVisibility())
              .filter((node) => !(node.innerText || node.getAttribute('aria-label') || node.labels?.length)).map((node) => node.outerHTML);
        """)
        self.assertEqual(nameless, [])
        log = self.browser.all("#log")[0]
        self.assertEqual((log.role, log.label), ("log", "Conversation"))
        self.assertEqual({element.role for element in self.browser.all("[data-message-id]")}, {"article"})
        reached = set()
        for _ in range(60):
            self.browser.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
                {"type": "keyDown", "value": "\ue004"}, {"type": "keyUp", "value": "\ue004"}]}]})
            reached.add(self.browser.run("return document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"))
        for name in ("Message", "Record voice message", "Attach files", "Stop", "Delete", "Conversation", "API calls"):
            self.assertIn(name, reached)

    def test_sandbox_says_what_it_is(self):
        self.press("Sandbox")
        dialog = until(lambda: self.browser.all("dialog[open]"), "the explanation")[0]
        self.assertIn(self.program.address, dialog.text)
        self.press("Close")


class Russian(PageTest):
    language = "ru"

    def test_a_russian_browser_gets_a_russian_page(self):
        self.assertEqual(self.browser.run("return document.documentElement.lang"), "ru")
        for name in ("Старт", "Записать голосовое сообщение", "Прикрепить файлы", "Отправить", "Сообщение", "Тёмная тема"):
            self.assertTrue(self.named(name), name)
        self.press("Старт")
        until(lambda: self.texts(mine=True) == ["/start"], self.texts)
        self.bot_says("Привет")
        self.program.bot("sendChatAction", chat_id=self.person, action="typing")
        until(lambda: self.browser.all("#bot-status")[0].text == "печатает…", "the chat action")
        latin = self.browser.run("""
            return [...document.querySelectorAll('.top, .bottom, .inspector, .day')].map((node) => node.innerText).join(' ')
              .replace(/getUpdates|getMe|sendMessage|sendChatAction|telegram|openai|fal|Bot|API|@\\w+/g, '').match(/[A-Za-z]{3,}/g);
        """)
        self.assertIsNone(latin, "English words in the Russian page")


class Strings(PageTest):
    def test_the_languages_say_the_same_things(self):
        differences = self.browser.run("""
            const { strings } = await import('/web/strings.js');
            const wrong = [];
            const places = (text) => [...text.matchAll(/\\{\\w+\\}/g)].map(([place]) => place).sort().join();
            const forms = (language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort().join();
            for (const [language, words] of Object.entries(strings)) {
              for (const [key, text] of Object.entries(strings.en)) {
                if (!(key in words)) { wrong.push(`${language} lacks ${key}`); continue; }
                if (typeof text !== typeof words[key]) { wrong.push(`${language}.${key} is of another kind`); continue; }
                if (typeof text === 'string' && places(text) !== places(words[key])) wrong.push(`${language}.${key} has other places`);
                if (typeof text === 'object' && Object.keys(words[key]).sort().join() !== forms(language)) wrong.push(`${language}.${key} lacks a plural form`);
                if (Object.values([words[key]].flat()).some((value) => value === '')) wrong.push(`${language}.${key} is empty`);
              }
              for (const key of Object.keys(words)) if (!(key in strings.en)) wrong.push(`en lacks ${key}`);
              for (const text of Object.values(words)) {
                if (language === 'ru' && !/[а-яё]/i.test(JSON.stringify(text)) && /[a-z]{3}/i.test(JSON.stringify(text).replace(/\\{\\w+\\}/g, ''))) wrong.push(`not Russian: ${text}`);
              }
            }
            return wrong;
        """)
        self.assertEqual(differences, [])

    def test_every_word_that_is_used_exists_and_none_is_left_over(self):
        found = self.browser.run("""
            const { strings } = await import('/web/strings.js');
            const page = await (await fetch('/')).text();
            const names = new Set(['app.js']);
            let all = page;
            for (const name of names) { // grows while it is walked: every module that is imported from the page
              const source = await (await fetch(`/web/${name}`)).text();
              for (const [, imported] of source.matchAll(/from '\\.\\/([\\w.]+)'/g)) names.add(imported);
              if (name !== 'strings.js') all += source;
            }
            const used = new Set([...all.matchAll(/data-(?:text|label|title|aria|placeholder)="(\\w+)"/g)].map(([, key]) => key));
            for (const [, key] of all.matchAll(/\\bt\\(\\s*'(\\w+)'/g)) used.add(key);
            const mentioned = (key) => used.has(key) || all.includes(`'${key}'`) || /^(kind|action|microphone)_/.test(key);
            return { missing: [...used].filter((key) => !(key in strings.en)), left: Object.keys(strings.en).filter((key) => !mentioned(key)),
              modules: names.size };
        """)
        self.assertGreater(found["modules"], 20)
        self.assertEqual(found["missing"], [])
        self.assertEqual(found["left"], [])


class FirstVisit(unittest.TestCase):
    """A sandbox where nobody is: no bot, no person."""

    def test_the_page_waits_for_a_bot_and_makes_a_person(self):
        program = Program("sandbox")
        self.addCleanup(program.stop)
        browser = Browser("ru")
        self.addCleanup(browser.close)
        browser.open(program.address)
        until(lambda: program.address in browser.all("#empty")[0].text, "how to point a bot here")
        self.assertEqual([person["language_code"] for person in program.people("")["people"]], ["ru"])
        program.bot("getMe")
        until(lambda: browser.named("Старт"), "the chat with the bot that called")
        browser.open(program.address)
        until(lambda: browser.named("Старт"), "the chat again")
        self.assertEqual(len(program.people("")["people"]), 1, "one person is enough")


if __name__ == "__main__":
    unittest.main()
