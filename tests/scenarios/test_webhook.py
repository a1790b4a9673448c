"""The bot whose updates are delivered to it: the same promises as with polling."""
import concurrent.futures
import http.client
import os
import sqlite3
import unittest

from program import World, fetch, post_json, tone, until

SECRET = "scenario_Secret-of_Telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def from_bot(chat):
    return [m for m in chat["messages"] if m["from"]["is_bot"]]


class Hooked(World):
    """A bot with a webhook at the sandbox."""

    secret = {"TELEGRAM_WEBHOOK_SECRET": SECRET}

    def start_bot(self, **settings):
        bot = super().start_bot(**{"TELEGRAM_UPDATES": "webhook", "PUBLIC_URL": f"http://127.0.0.1:{self.bot_port}",
                                   **self.secret, **settings})
        if settings.get("TELEGRAM_UPDATES") != "polling":
            until(lambda: self.webhook().get("url"), what="the webhook")
        return bot

    def webhook(self):
        return fetch(f"{self.sandbox_url}/bot4242:scenario-test/getWebhookInfo")[1]["result"]

    def deliver(self, update, secret=SECRET):
        return post_json(f"http://127.0.0.1:{self.bot_port}/telegram/webhook", update,
                         more_headers={HEADER: secret} if secret else {})[0]

    def update(self, number, text="hello"):
        return {"update_id": number, "message": {
            "message_id": 1, "date": 1, "text": text, "chat": {"id": self.person, "type": "private"},
            "from": {"id": self.person, "is_bot": False, "first_name": "Ann", "language_code": "en"}}}

    def is_answered(self, text):
        said = self.says(text)
        self.see(lambda chat: [m for m in from_bot(chat) if m["message_id"] > said["message_id"]],
                 f"an answer to {text}")

    def inbox(self, what="count(*)"):
        with sqlite3.connect(os.path.join(self.folder, "data", "aisha.db")) as database:
            return database.execute(f"SELECT {what} FROM inbox").fetchone()[0]

    def calls(self, method):
        return [c for c in fetch(f"{self.people}/calls?after=0")[1]["calls"] if c["method"] == method]


class Delivered(Hooked):
    def test_texts_and_recordings_are_answered_without_a_poll(self):
        self.is_answered("/start")
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(5)]
        self.assertEqual(len({self.reply(message)["text"] for message in messages}), 5)
        self.assertEqual(self.calls("getUpdates"), [])
        self.assertEqual(self.calls("setWebhook")[0]["status"], 200)
        self.assertEqual(until(lambda: self.webhook()["pending_update_count"] == 0), True)
        self.bot.stop()
        self.assertEqual(self.inbox(), 6)
        with open(self.log, errors="replace") as log:
            self.assertNotIn(SECRET, log.read())

    def test_who_does_not_name_the_secret_is_refused(self):
        for secret in (None, "wrong", SECRET[:-1], SECRET + "x"):
            self.assertEqual(self.deliver(self.update(1), secret), 401)
        self.assertEqual(self.deliver(self.update(1)), 200)
        self.bot.stop()
        self.assertEqual(self.inbox(), 1)

    def test_a_body_over_the_limit_is_refused_before_it_is_read(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.bot_port, timeout=30)
        connection.putrequest("POST", "/telegram/webhook")
        for name, value in ((HEADER, SECRET), ("Content-Type", "application/json"),
                            ("Content-Length", str((1 << 20) + 1))):
            connection.putheader(name, value)
        connection.endheaders()
        self.assertEqual(connection.getresponse().status, 413)
        connection.close()
        self.assertEqual(self.deliver(self.update(1, "x" * (1 << 20))), 413)
        self.is_answered("/start")

    def test_a_delivery_that_comes_twice_is_answered_once(self):
        post_json(f"{self.people}/faults", {"service": "telegram", "method": "webhook", "action": "duplicate",
                                            "times": 3})
        for _ in range(3):
            self.is_answered("/help")
        self.assertEqual(fetch(f"{self.people}/faults")[1]["faults"], [])
        self.assertEqual(self.deliver(self.update(1)), 200)
        self.assertEqual(self.deliver(self.update(1)), 200)
        self.see(lambda chat: len(from_bot(chat)) == 4, "an answer to what was delivered by hand")
        self.is_answered("/help")
        self.assertEqual(len(from_bot(self.chat())), 5)

    def test_a_flood_is_taken_to_the_last_update(self):
        def insist(number):
            statuses = []
            until(lambda: statuses.append(self.deliver(self.update(number))) or statuses[-1] == 200)
            return statuses

        with concurrent.futures.ThreadPoolExecutor(100) as pool:
            statuses = sum(pool.map(insist, range(1, 301)), [])
        self.assertLessEqual(set(statuses), {200, 503})
        self.see(lambda chat: len(from_bot(chat)) == 300, "300 answers")
        self.bot.stop()
        self.assertEqual(self.inbox("count(*) FILTER (WHERE state = 'handled')"), 300)


class Restarted(Hooked):
    def test_kill_while_recordings_are_in_work_loses_nothing(self):
        self.speech.held.clear()
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(10)]
        until(lambda: self.speech.requests >= 2, what="work on several")
        self.bot.kill()
        messages += [self.sends(tone(hertz=600 + 20 * i)) for i in range(5)]
        self.speech.held.set()
        self.start_bot()
        for message in messages:
            self.reply(message)
            self.assertEqual(len(self.replies(self.chat(), message)), 1)

    def test_what_was_said_while_the_bot_was_away_is_answered(self):
        self.bot.stop()
        message = self.sends(tone())
        until(lambda: self.webhook().get("last_error_message"), what="a failed delivery")
        self.assertEqual(self.webhook()["pending_update_count"], 1)
        self.start_bot()
        self.reply(message)

    def test_polling_and_webhook_take_turns_without_a_loss(self):
        for mode in ("polling", "webhook", "polling"):
            self.bot.stop()
            message = self.sends(tone())
            self.bot = self.start_bot(TELEGRAM_UPDATES=mode)
            self.reply(message)
            self.assertEqual(bool(self.webhook()["url"]), mode == "webhook")

    def test_faults_of_telegram_at_the_start_are_survived(self):
        for fault in ({"action": "status", "status": 429, "retry_after": 1}, {"action": "status", "status": 500},
                      {"action": "drop_before"}, {"action": "drop_after"}, {"action": "html"}, {"action": "truncate"}):
            self.bot.stop()
            fetch(f"{self.sandbox_url}/bot4242:scenario-test/deleteWebhook")
            for method in ("getMe", "setWebhook"):
                post_json(f"{self.people}/faults", {"service": "telegram", "method": method, **fault})
            self.bot = self.start_bot()
            until(lambda: fetch(f"{self.people}/faults")[1]["faults"] == [], what="both faults")
            self.reply(self.sends(tone()))


class OwnSecret(Hooked):
    secret = {}

    def test_a_secret_that_nobody_gave_is_made_and_kept(self):
        self.reply(self.sends(tone()))
        with open(os.path.join(self.folder, "data", "webhook_secret")) as file:
            made = file.read().strip()
        self.assertRegex(made, r"^[A-Za-z0-9_-]{32,256}$")
        self.assertEqual(self.deliver(self.update(1), None), 401)
        self.assertEqual(self.deliver(self.update(1), made), 200)
        self.bot.kill()
        self.start_bot()
        self.assertEqual(self.deliver(self.update(1), made), 200)
        with open(self.log, errors="replace") as log:
            self.assertNotIn(made, log.read())


if __name__ == "__main__":
    unittest.main(verbosity=2)
