"""Who may use the bot and how much of it: strangers, invitations, quotas, bans, an admin's screens, warnings."""
import re
import unittest

from postgres import Postgres
from program import World, fetch, free_port, post_json, tone, until


class Access(World):
    """Ann runs the bot; others are made as they come."""

    SETTINGS = {}

    def start_bot(self, **settings):
        if not hasattr(self, "admin"):
            self.admin = self.person
        return super().start_bot(**{"ADMIN_IDS": str(self.admin), **self.SETTINGS, **settings})

    def newcomer(self, name="Bob"):
        self.person = post_json(f"{self.people}/people", {"first_name": name, "language_code": "en"})[1]["id"]
        return self.person

    def turn_to(self, person):
        self.person = person

    def texts(self):
        return [m.get("text", "") for m in self.chat()["messages"] if m["from"]["is_bot"]]

    def asks(self, text):
        """Says something and gives the bot's next message."""
        before = {m["message_id"] for m in self.chat()["messages"]}
        self.says(text)
        return self.see(lambda chat: [m for m in chat["messages"]
                                      if m["from"]["is_bot"] and m["message_id"] not in before], f"an answer to {text}")[0]

    def waits_for(self, words):
        """The last message of the bot with these words."""
        return self.see(lambda chat: [m for m in chat["messages"] if m["from"]["is_bot"] and words in m.get("text", "")],
                        words)[-1]

    def presses(self, message, label):
        """Presses the button that has `label`, and waits until the press is answered."""
        for row, buttons in enumerate(message["reply_markup"]["inline_keyboard"]):
            for column, button in enumerate(buttons):
                if label in button["text"]:
                    status, answer = post_json(f"{self.chat_url()}/messages/{message['message_id']}/press?wait=30",
                                               {"from": self.person, "row": row, "column": column})
                    self.assertEqual(status, 200, answer)
                    return answer
        raise AssertionError(f"no button {label!r} in {message}")

    def calls(self, method):
        return [c for c in fetch(f"{self.people}/calls?after=0")[1]["calls"] if c["method"] == method]

    def stranger_is_told_once(self, words):
        """What a stranger or a banned person sends is answered by one sentence, and nothing is done for it."""
        requests, downloads = self.speech.requests, len(self.calls("getFile"))
        self.says("hello")
        self.waits_for(words)
        before = self.texts()
        for text in ("hello", "/help", "/history", "/start nonsense"):
            self.says(text)
        for _ in range(3):
            self.sends(tone())
        stranger = self.person
        # The bot answers an admin who comes later, so all of that has been looked at.
        self.turn_to(self.admin)
        self.reply(self.sends(tone()))
        self.turn_to(stranger)
        self.assertEqual(self.texts(), before)
        self.assertEqual(self.speech.requests, requests + 1)
        self.assertEqual(len(self.calls("getFile")), downloads + 1)


class ByInvitation(Access):
    SETTINGS = {"ACCESS": "invite"}

    def link(self, command):
        self.turn_to(self.admin)
        return re.search(r"https://t\.me/(\w+)\?start=(\w+)", self.asks(command)["text"]).group(2)

    def test_a_stranger_gets_one_sentence_and_costs_nothing(self):
        self.newcomer()
        self.stranger_is_told_once("invitation")

    def test_an_invitation_lets_in_and_says_when_it_cannot(self):
        code = self.link("/invite 1 1")
        self.newcomer()
        self.assertIn("Bob", self.asks(f"/start {code}")["text"])
        self.reply(self.sends(tone()))
        self.newcomer("Carol")
        self.assertIn("already let in", self.asks(f"/start {code}")["text"])

    def test_fifty_people_race_for_ten_places(self):
        code = self.link("/invite 10 1")
        people = [self.newcomer(f"Person {i}") for i in range(50)]
        for person in people:
            self.turn_to(person)
            self.says(f"/start {code}")
        answers = []
        for person in people:
            self.turn_to(person)
            answers.append(self.see(lambda chat: [m for m in chat["messages"] if m["from"]["is_bot"]], "an answer")[0]["text"])
        self.assertEqual(sum("Aisha" in answer for answer in answers), 10, answers)
        self.assertEqual(sum("already let in" in answer for answer in answers), 40, answers)
        self.turn_to(self.admin)
        self.assertIn("People: 51", self.asks("/admin")["text"])

    def test_an_admin_withdraws_an_invitation(self):
        code = self.link("/invite 5 5")
        self.presses(self.asks("/invite"), "Withdraw")
        self.newcomer()
        self.assertIn("no longer valid", self.asks(f"/start {code}")["text"])


class ByInvitationOnPostgres(ByInvitation):
    def start_bot(self, **settings):
        if not hasattr(self, "database"):
            self.database = Postgres.get(free_port()).make_database()
        return super().start_bot(DATABASE_URL=self.database, **settings)


class Rationed(Access):
    SETTINGS = {"QUOTA_AUDIO_MINUTES": "1", "QUOTA_TEXTS": "2"}

    def test_who_is_over_is_told_when_it_renews(self):
        self.newcomer()
        self.reply(self.sends(tone(45)))
        self.assertIn("15 s of 1 min", self.asks("/limits")["text"])
        requests = self.speech.requests
        refusal = self.reply(self.sends(tone(30)))["text"]
        self.assertIn("1 min", refusal)
        self.assertIn("renews in", refusal)
        self.assertEqual(self.speech.requests, requests)
        # Silence is refused and does not count.
        self.assertIn("no speech", self.reply(self.sends(tone(5, hertz=0)))["text"])
        self.reply(self.sends(tone(5, hertz=500)))
        self.assertIn("2 recordings a day", self.reply(self.sends(tone(1)))["text"])
        self.turn_to(self.admin)
        for hertz in (400, 600, 800):
            self.assertTrue(self.reply(self.sends(tone(2, hertz=hertz)))["text"].startswith("recording"))


class RunBySomebody(Access):
    def test_ban_and_unban(self):
        bob = self.newcomer()
        self.speech.held.clear()
        for hertz in (300, 400, 500, 600):
            self.sends(tone(hertz=hertz))
        until(lambda: self.speech.requests >= 1, what="work on the first")
        self.turn_to(self.admin)
        card = self.asks(f"/people {bob}")
        self.presses(card, "Bob")
        self.presses(self.waits_for("Last seen"), "Ban")
        self.speech.held.set()
        self.turn_to(bob)
        self.stranger_is_told_once("closed it to you")
        self.assertEqual([text for text in self.texts() if text.startswith("recording")], [])
        self.turn_to(self.admin)
        self.presses(self.waits_for("Banned"), "Unban")
        self.turn_to(bob)
        self.reply(self.sends(tone()))

    def test_others_know_nothing_of_the_admins_screens(self):
        self.assertIn("Today", self.asks("/admin")["text"])
        self.newcomer()
        self.assertIn("/help", self.asks("/admin")["text"])

    def test_a_bad_key_is_told_once_and_so_is_its_end(self):
        self.speech.mode = "bad_key"
        self.newcomer()
        for hertz in (300, 400):
            self.assertIn("couldn’t", self.reply(self.sends(tone(hertz=hertz)))["text"])
        self.turn_to(self.admin)
        self.waits_for("refuses our key")
        self.assertIn("refuses our key", self.asks("/admin")["text"])
        self.speech.mode = "well"
        self.reply(self.sends(tone()))
        self.waits_for("takes our key again")
        self.assertEqual(sum("⚠️ The speech service" in text and "Today" not in text for text in self.texts()), 1)

    def test_a_job_in_quarantine_is_told_and_run_again(self):
        bob = self.newcomer()
        self.speech.held.clear()
        message = self.sends(tone())
        for deaths in range(1, 4):
            until(lambda: self.speech.requests >= deaths, what="work on it")
            self.bot.kill()
            self.bot = self.start_bot()
        self.turn_to(self.admin)
        self.waits_for("In quarantine")
        self.speech.held.set()
        self.presses(self.asks("/admin"), "Failed jobs")
        self.presses(self.waits_for("failed or are in quarantine"), "transcribe")
        self.presses(self.waits_for("Kind: transcribe_recording"), "Run now")
        self.waits_for("No job is in quarantine")
        self.turn_to(bob)
        self.see(lambda chat: [m for m in self.replies(chat, message) if m["text"].startswith("recording")], "the text")


if __name__ == "__main__":
    unittest.main(verbosity=2)
