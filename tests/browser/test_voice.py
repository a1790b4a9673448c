"""The main job, as a person does it: Start, a recording, its words; and that they are still there after a restart."""
import unittest

from page import PageTest, Program, has_speech, sample
from webdriver import until

SPEECH_SECONDS = 11
TRANSCRIPT_SECONDS = 120  # with sanitizers and a busy machine
WORDS = ("fellow", "americans", "country", "ask", "do", "for", "you")


class Voice(PageTest):
    command = "demo"
    flags = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
             *([f"--use-file-for-fake-audio-capture={sample()}"] if sample() else []))
    expected_errors = ("ERR_",)  # while the program is away

    def setUp(self):
        super().setUp()
        self.press("Start")
        until(lambda: len(self.texts(mine=False)) == 1, "the greeting")

    def need_speech(self):
        if not sample() or not has_speech():
            self.skipTest("NO SPEECH RECOGNISER: scripts/speech_model has not been run, so no words can be expected")

    def heard(self):
        """The words under the newest reply, once the speech is there."""
        def look():
            words = " ".join(self.texts(mine=False)[1:]).lower()
            return words if sum(word in words for word in WORDS) >= len(WORDS) - 1 else None
        return until(look, lambda: f"the words of the speech in {self.texts()}", TRANSCRIPT_SECONDS)

    def record(self, seconds):
        self.press("Record voice message")
        until(lambda: self.browser.run("return document.getElementById('record-time').textContent") == f"0:{seconds:02}",
              "the recording's timer", seconds + 15)

    def test_what_is_spoken_into_the_microphone_comes_back_as_text(self):
        self.need_speech()
        self.record(SPEECH_SECONDS)
        self.press("Send voice message")
        until(lambda: self.browser.all("article.mine[data-message-id] .player"), "the voice message in the log")
        self.heard()
        self.assertTrue(self.browser.all("article:not(.mine) .quote"), "the text is a reply to the recording")
        self.press("Play")
        until(lambda: self.named("Pause"), "that the sent recording can be played")
        self.press("Pause")

    def test_a_dropped_recording_comes_back_as_text_and_outlives_a_restart(self):
        self.need_speech()
        self.drop(sample())
        self.heard()
        before = self.texts()
        port = self.program.port
        self.program.stop()
        until(lambda: self.named("Send") and self.browser.all("#connection")[0].shown, "the word that the connection is lost")
        type(self).program = Program("demo", self.folder, f"127.0.0.1:{port}")
        until(lambda: not self.browser.all("#connection")[0].shown, "the connection")
        self.assertEqual(self.texts(), before)
        self.open()
        until(lambda: self.texts() == before, "the history in a page that is loaded anew")
        count = len(self.texts(mine=False))
        self.say("/help")
        until(lambda: len(self.texts(mine=False)) > count, "an answer after the restart")

    def test_a_recording_can_be_cancelled(self):
        before = self.texts()
        self.record(1)
        self.assertIsNone(self.named("Send"), "the composer makes room")
        self.press("Cancel recording")
        until(lambda: self.named("Record voice message"), "the composer")
        self.assertEqual(self.texts(), before)
        self.assertEqual(self.browser.all("article.unsent"), [])

    def test_the_bot_speaks_the_language_that_is_chosen(self):
        self.say("/language")
        until(lambda: len(self.browser.all("[data-press]")) >= 2, "the choice")
        self.browser.run("""
            window.busy = [];
            new MutationObserver((changes) => busy.push(...changes.map(({ target }) => target.getAttribute('aria-busy'))))
              .observe(document.getElementById('messages'), { subtree: true, attributeFilter: ['aria-busy'] });
        """)
        russian = [button for button in self.browser.all("[data-press]") if "Русский" in button.text]
        russian[0].click()
        until(lambda: self.browser.run("return busy[0] === 'true'"), "aria-busy while the press waits")
        until(lambda: not self.browser.all("[data-press][aria-busy]"), "the answer to the press")
        count = len(self.texts(mine=False))
        self.say("/help")
        until(lambda: len(self.texts(mine=False)) > count, "the help")
        self.assertRegex(self.texts(mine=False)[-1], "[а-яё]{4}")


class NoMicrophone(PageTest):
    flags = ("--deny-permission-prompts", "--use-fake-device-for-media-stream")

    def test_a_refused_microphone_says_how_to_mend_it(self):
        self.browser.devtools("Browser.setPermission", permission={"name": "microphone"}, setting="denied")
        self.press("Record voice message")
        dialog = until(lambda: self.browser.all("dialog[open]"), "the explanation")[0]
        self.assertIn("Allow", dialog.text)
        self.press("Close")
        until(lambda: self.named("Send"), "the composer")

    def test_an_insecure_page_says_why_there_is_no_microphone(self):
        self.browser.devtools("Page.enable")
        script = self.browser.devtools("Page.addScriptToEvaluateOnNewDocument", source="""
            Object.defineProperty(window, 'isSecureContext', { value: false });""")
        self.addCleanup(self.browser.devtools, "Page.removeScriptToEvaluateOnNewDocument", **script)
        self.open()
        button = until(lambda: self.named(
            "Record voice message: off, because this page is neither on localhost nor on https"), "the reason in the name")
        button.click()
        dialog = until(lambda: self.browser.all("dialog[open]"), "the explanation")[0]
        self.assertIn("http://localhost:", dialog.text)


if __name__ == "__main__":
    unittest.main()
