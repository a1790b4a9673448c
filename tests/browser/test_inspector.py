"""The list of API calls beside the chat."""
import json

from page import PageTest
from webdriver import until


class Inspector(PageTest):
    expected_errors = ("status of 400", "status of 404")

    def methods(self):
        return self.browser.run("return [...document.querySelectorAll('.calls .method')].map((node) => node.textContent)")

    def refuse(self):
        """A call that the sandbox refuses."""
        with self.assertRaises(AssertionError):
            self.program.bot("sendMessage", chat_id=self.person, text="")

    def test_calls_appear_as_they_happen_and_open_to_what_was_said(self):
        self.bot_says("look at this")
        until(lambda: self.methods()[:1] == ["sendMessage"], self.methods)
        self.browser.all(".calls summary")[0].click()
        opened = until(lambda: self.browser.all(".calls .call"), "the call")[0]
        self.assertIn('"text": "look at this"', opened.text)
        self.assertIn('"ok": true', opened.text)
        self.program.bot("sendChatAction", chat_id=self.person, action="typing")
        until(lambda: self.methods()[:2] == ["sendChatAction", "sendMessage"], self.methods)
        self.assertIn('"text": "look at this"', opened.text, "what is open stays open")

    def test_filters(self):
        self.bot_says("one")
        self.refuse()
        self.program.bot("getUpdates", timeout=0)
        until(lambda: self.methods().count("sendMessage") >= 2, self.methods)
        self.assertNotIn("getUpdates", self.methods())
        self.browser.named("Hide getUpdates").click()
        until(lambda: "getUpdates" in self.methods(), self.methods)
        self.browser.named("Errors only").click()
        statuses = self.browser.run("return [...document.querySelectorAll('.calls .status')].map((node) => Number(node.textContent))")
        self.assertTrue(statuses)
        self.assertTrue(all(status >= 400 for status in statuses), statuses)
        self.browser.run("""
            const select = document.querySelector('.filters select');
            select.value = 'fal';
            select.dispatchEvent(new Event('change'));
        """)
        until(lambda: self.methods() == [], self.methods)

    def test_a_call_can_be_copied_as_json(self):
        self.browser.devtools("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        self.bot_says("copy me")
        until(lambda: self.methods()[:1] == ["sendMessage"], self.methods)
        self.browser.all(".calls summary")[0].click()
        self.press("Copy as JSON")
        until(lambda: "Copied" in self.toast(), "the note")
        copied = json.loads(self.browser.run("return navigator.clipboard.readText()"))
        self.assertEqual(copied["parameters"]["text"], "copy me")
        self.assertEqual(copied["status"], 200)

    def test_on_a_phone_it_is_a_drawer(self):
        self.browser.resize(360, 740)
        until(lambda: not self.browser.all("#inspector")[0].shown, "that it makes room")
        self.press("API calls")
        until(lambda: self.browser.all("#inspector")[0].shown, "the drawer")
        self.assertLessEqual(self.overflow(), 0)
        self.assertTrue(self.browser.run("return document.querySelector('.chat').inert"))
        self.browser.all("#inspector .round")[1].type("\ue00c")  # Escape
        until(lambda: not self.browser.all("#inspector")[0].shown, "the chat")
        self.assertEqual(self.browser.run("return document.activeElement.id"), "inspector-toggle")
