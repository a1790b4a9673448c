"""Messages as they look in the page, with a bot that the test plays itself."""
import unittest
import wave
from io import BytesIO

from page import PageTest
from webdriver import until


def silence(seconds=2):
    file = BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(2 * 8000 * seconds))
    return file.getvalue()


class Messages(PageTest):
    expected_errors = ("status of 504", "status of 400", "status of 404")

    def keyboard(self, *rows):
        return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}

    def test_what_is_typed_arrives_as_it_was_typed(self):
        self.say("Is 1 < 2 & 2 > 1? <b>yes</b> 😀")
        self.assertEqual(self.updates("message")[-1]["text"], "Is 1 < 2 & 2 > 1? <b>yes</b> 😀")
        until(lambda: self.texts(mine=True) == ["Is 1 < 2 & 2 > 1? <b>yes</b> 😀"], self.texts)
        self.assertEqual(self.browser.all("article b"), [])

    def test_enter_sends_and_shift_enter_begins_a_line(self):
        self.write("one\ue008\ue007\ue008two\ue007")
        until(lambda: self.texts(mine=True) == ["one\ntwo"], self.texts)

    def test_formatting_is_shown_and_foreign_markup_is_not(self):
        text = ("<b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>x &lt; y</code>"
                "<pre><code class=\"language-c\">int main;</code></pre><blockquote>said</blockquote>"
                '<a href="https://example.org/">link</a> 😀 <tg-spoiler>hidden</tg-spoiler> &lt;img src=x&gt;')
        message = self.article(self.bot_says(text, parse_mode="HTML"))
        found = self.browser.run("""
            const inside = (selector) => arguments[0].querySelector(selector)?.textContent;
            return ['strong', 'strong em', 'u', 's', 'code', 'pre', 'blockquote', 'a[target=_blank]', 'img'].map(inside)
        """, message)
        self.assertEqual(found, ["bold both", "both", "under", "gone", "x < y", "int main;", "said", "link", None])
        until(lambda: "<img src=x>" in message.text, lambda: message.text)
        self.assertNotIn("hidden", message.text)
        self.press("Hidden text, press to show it")
        until(lambda: "hidden" in message.text, lambda: message.text)

    def test_addresses_that_a_browser_must_not_follow_are_no_links(self):
        links = self.browser.run("""
            const { formatted } = await import('/web/entities.js');
            return ['javascript:alert(1)', 'data:text/html,x', 'https://example.org/', 'mailto:a@example.org'].map((url) => {
              const made = formatted('x', [{ type: 'text_link', offset: 0, length: 1, url }]);
              return made.querySelector('a')?.getAttribute('href') ?? null;
            });
        """)
        self.assertEqual(links, [None, None, "https://example.org/", "mailto:a@example.org"])

    def test_entities_count_utf16_units_and_may_overlap(self):
        made = self.browser.run("""
            const { formatted } = await import('/web/entities.js');
            const box = document.createElement('div');
            box.append(formatted('😀ab cd', [
              { type: 'bold', offset: 2, length: 3 }, { type: 'italic', offset: 3, length: 3 },
              { type: 'code', offset: 90, length: 4 },
            ]));
            return box.innerHTML;
        """)
        self.assertEqual(made, "😀<strong>a<em>b </em></strong><em>c</em>d")

    def test_a_reply_shows_what_it_answers_and_leads_there(self):
        first = self.bot_says("the first of them")
        for number in range(30):
            self.bot_says(f"line {number}")
        self.shows(self.bot_says("an answer", reply_parameters={"message_id": first}), "the first of them")
        self.browser.all(".quote")[0].click()
        until(lambda: self.browser.run("return document.activeElement.dataset.messageId") == str(first), "the jump")

    def test_replying_to_a_message(self):
        message = self.bot_says("What is your name?")
        self.browser.run("arguments[0].querySelector('[aria-label=\"Reply\"]').click()", self.article(message))
        self.say("Robin")
        update = self.updates("message")[-1]
        self.assertEqual(update["reply_to_message"]["message_id"], message)
        until(lambda: "What is your name?" in self.browser.run(
            "return document.querySelector('article.mine .quote')?.innerText ?? ''"), "the quote")

    def test_a_press_is_busy_until_the_bot_answers(self):
        message = self.bot_says("Choose", reply_markup=self.keyboard([("Left", "l"), ("Right", "r")], [("Below", "b")]))
        self.article(message)
        rows = self.browser.run("return [...document.querySelectorAll('.keyboard-row')].map((row) => row.childElementCount)")
        self.assertEqual(rows, [2, 1])
        self.press("Right")
        query = self.updates("callback_query")[-1]
        self.assertEqual(query["data"], "r")
        self.assertEqual(self.named("Right").attribute("aria-busy"), "true")
        self.assertIsNone(self.named("Left").attribute("aria-busy"))
        self.program.bot("editMessageText", chat_id=self.person, message_id=message, text="Still choosing",
                         reply_markup=self.keyboard([("Right", "r")]))
        until(lambda: self.texts() == ["Still choosing"], self.texts)
        self.assertEqual(self.named("Right").attribute("aria-busy"), "true", "an edit does not stop the waiting")
        self.program.bot("answerCallbackQuery", callback_query_id=query["id"], text="Right it is")
        until(lambda: self.named("Right").attribute("aria-busy") is None, "the end of the spinner")
        self.assertIn("Right it is", self.toast())
        self.shows(message, "edited")

    def test_an_alert_is_a_dialog(self):
        self.article(self.bot_says("Press", reply_markup=self.keyboard([("Alert", "a")])))
        self.press("Alert")
        query = self.updates("callback_query")[-1]
        self.program.bot("answerCallbackQuery", callback_query_id=query["id"], text="Look out", show_alert=True)
        dialog = until(lambda: self.browser.all("dialog[open]"), "the dialog")[0]
        self.assertIn("Look out", dialog.text)
        self.press("Close")
        until(lambda: not self.browser.all("dialog"), "the dialog is closed")

    def test_a_press_that_is_never_answered_ends_with_a_notice(self):
        self.article(self.bot_says("Press", reply_markup=self.keyboard([("Nobody", "n")])))
        self.browser.run("""
            const ask = window.fetch;
            window.fetch = (url, options) => {
              if (url.searchParams.has('wait')) url.searchParams.set('wait', '1'); // patience for a test
              return ask(url, options);
            };
        """)
        self.press("Nobody")
        until(lambda: any("has not answered" in text for text in self.toast()), "the notice")
        self.assertIsNone(self.named("Nobody").attribute("aria-busy"))

    def test_edits_and_deletions_are_followed(self):
        first, second = self.bot_says("first"), self.bot_says("second")
        until(lambda: self.texts() == ["first", "second"], self.texts)
        self.program.bot("editMessageText", chat_id=self.person, message_id=first, text="changed")
        self.program.bot("deleteMessage", chat_id=self.person, message_id=second)
        until(lambda: self.texts() == ["changed"], self.texts)

    def test_what_the_bot_is_doing(self):
        self.program.bot("sendChatAction", chat_id=self.person, action="record_voice")
        until(lambda: self.browser.all("#bot-status")[0].text == "recording voice…", "the chat action")
        self.program.bot("sendMessageDraft", chat_id=self.person, draft_id=7, text="Half of a", can_stop=True)
        until(lambda: "Half of a" in self.browser.all("#draft")[0].text, "the draft")
        self.program.bot("sendMessageDraft", chat_id=self.person, draft_id=7, text="Half of a thought", can_stop=True)
        until(lambda: "Half of a thought" in self.browser.all("#draft")[0].text, "the draft going on")
        self.press("Stop")
        self.assertEqual(self.updates("stopped_message_generation")[-1]["draft_id"], 7)
        self.bot_says("A whole thought")
        until(lambda: not self.browser.all("#draft")[0].shown and self.texts() == ["A whole thought"], "the message")
        until(lambda: "recording" not in self.browser.all("#bot-status")[0].text, "the end of the action")

    def test_sound_can_be_played_and_sought_with_the_keyboard(self):
        sent = self.program.upload("sendAudio", "audio", "quiet.wav", "audio/wav", silence(), chat_id=self.person,
                                   duration=2, title="Quiet")
        self.shows(sent["message_id"], "Quiet")
        self.press("Play")
        until(lambda: self.named("Pause"), "that it plays")
        until(lambda: self.named("Play"), "that it ends")
        bar = self.named("Position")
        bar.type("\ue010")  # End
        self.assertEqual(self.browser.run("return arguments[0].getAttribute('aria-valuetext')", bar), "0:02 / 0:02")

    def test_a_document_is_offered_with_name_and_size(self):
        sent = self.program.upload("sendDocument", "document", "minutes.txt", "text/plain", b"agreed" * 500,
                                   chat_id=self.person)
        self.article(sent["message_id"])
        self.assertEqual(self.named("Save minutes.txt 3 kB").attribute("download"), "minutes.txt")

    def test_a_refused_text_says_why_and_can_be_sent_again(self):
        self.browser.run("""
            const ask = window.fetch;
            window.fetch = (url, options) => {
              if (options.method !== 'POST') return ask(url, options);
              window.fetch = ask;
              return Promise.resolve(new Response('{"detail":"not today"}', { status: 400 }));
            };
        """)
        self.say("persistent")
        until(lambda: "not today" in self.browser.run("return document.querySelector('.failure')?.innerText ?? ''"),
              "the reason")
        self.assertEqual(self.texts(), [])
        self.press("Retry")
        until(lambda: self.texts(mine=True) == ["persistent"], self.texts)
        self.assertEqual(self.browser.all("article.unsent"), [])

    def test_the_reader_stays_where_they_read(self):
        for number in range(40):
            self.bot_says(f"line {number}")
        until(lambda: len(self.texts()) == 40 and self.is_at_the_end(), "forty messages")
        self.browser.run("document.getElementById('log').scrollTop = 300")
        until(lambda: self.named("To the newest"), "the way back")
        before = self.browser.run("return document.getElementById('log').scrollTop")
        self.bot_says("news")
        until(lambda: self.named("1 new message"), "the pill")
        self.assertEqual(self.browser.run("return document.getElementById('log').scrollTop"), before)
        self.press("1 new message")
        until(lambda: self.named("1 new message") is None and self.is_at_the_end(), "the end of the log")

    def is_at_the_end(self):
        return self.browser.run("""
            const log = document.getElementById('log');
            return log.scrollHeight - log.scrollTop - log.clientHeight < 2;
        """)

    def test_commands_are_offered_and_can_be_clicked(self):
        self.program.bot("setMyCommands", commands=[{"command": "history", "description": "What was said"},
                                                    {"command": "help", "description": "How it works"}])
        self.open()
        until(lambda: self.named("Start"), "the chat")
        self.write("/hi")
        until(lambda: "What was said" in self.browser.all("#commands")[0].text, "the offer")
        self.assertNotIn("How it works", self.browser.all("#commands")[0].text)
        self.write("\ue015\ue007")  # down, Enter
        until(lambda: self.texts(mine=True) == ["/history"], self.texts)
        self.browser.run("document.querySelector('.command').click()")
        until(lambda: self.texts(mine=True) == ["/history", "/history"], self.texts)

    def test_a_reaction_is_shown_on_its_message(self):
        self.say("Look")
        message = self.updates("message")[-1]["message_id"]
        self.program.bot("setMessageReaction", chat_id=self.person, message_id=message,
                         reaction=[{"type": "emoji", "emoji": "👀"}])
        self.shows(message, "👀")


if __name__ == "__main__":
    unittest.main()
