"""One fault at a time, of every kind, at every call that a text depends on: the text comes, and once."""
import os
import stat
import textwrap
import unittest

from program import PROGRAM, World, fetch, post_json, tone, until

# Nothing happened at the other side, or nothing that a repetition doubles.
HARMLESS = ({"action": "status", "status": 429, "retry_after": 1}, {"action": "status", "status": 500},
            {"action": "drop_before"}, {"action": "html"})
# It happened, and the caller cannot know.
ANSWER_LOST = ({"action": "drop_after"}, {"action": "truncate"})


class Faulty(World):
    def order(self, service, method, fault):
        status, answer = post_json(f"{self.people}/faults", {"service": service, "method": method, **fault})
        self.assertEqual(status, 200, answer)

    def used_up(self):
        until(lambda: fetch(f"{self.people}/faults")[1]["faults"] == [], what="the fault")

    def each_fault_costs_nothing(self, service, method, faults=HARMLESS + ANSWER_LOST, replies_max=1):
        messages = []
        for number, fault in enumerate(faults):
            self.order(service, method, fault)
            messages.append((fault, self.sends(tone(hertz=300 + 20 * number))))
            self.reply(messages[-1][1])
            self.used_up()
        for fault, message in messages:
            self.assertIn(len(self.replies(self.chat(), message)), range(1, replies_max + 1), fault)


class Telegram(Faulty):
    def test_a_fault_of_getUpdates_costs_nothing(self):
        # The poll that waits now is past its fault, so each is met by the poll after a recording's.
        self.each_fault_costs_nothing("telegram", "getUpdates")
        self.reply(self.sends(tone()))

    def test_a_fault_of_getFile_costs_nothing(self):
        self.each_fault_costs_nothing("telegram", "getFile")

    def test_a_fault_of_a_download_costs_nothing(self):
        self.each_fault_costs_nothing("telegram", "file")

    def test_a_send_that_did_not_happen_is_not_doubled(self):
        self.each_fault_costs_nothing("telegram", "sendMessage", HARMLESS)

    def test_a_send_whose_answer_was_lost_comes_at_most_twice(self):
        self.each_fault_costs_nothing("telegram", "sendMessage", ANSWER_LOST, replies_max=2)

    def test_faults_of_progress_do_not_hold_up_the_text(self):
        for method in ("sendMessageDraft", "sendChatAction"):
            for fault in HARMLESS + ANSWER_LOST:
                self.order("telegram", method, fault)
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(12)]
        for message in messages:
            self.reply(message)
            self.assertEqual(len(self.replies(self.chat(), message)), 1)


class SpeechService(Faulty):
    """The bot's speech service is the sandbox's, which asks a program that answers like whisper.cpp's server."""

    def start(self, *arguments, environment=None):
        if arguments[0] != "sandbox":
            return super().start(*arguments, environment={**environment, "SPEECH_BASE_URL": f"{self.sandbox_url}/v1"})
        program, model = os.path.join(self.folder, "whisper"), os.path.join(self.folder, "model")
        with open(program, "w") as file:
            file.write(textwrap.dedent(f"""\
                #!/usr/bin/env python3
                import os, sys, threading
                os.environ["AISHA_PROGRAM"] = {PROGRAM!r}
                sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})
                from program import Speech
                Speech(int(sys.argv[sys.argv.index("--port") + 1]))
                threading.Event().wait()
                """))
        os.chmod(program, stat.S_IRWXU)
        with open(model, "w"):
            pass
        return super().start(*arguments, environment={"WHISPER_SERVER": program, "WHISPER_MODEL": model})

    def test_a_fault_of_the_speech_service_costs_nothing(self):
        self.each_fault_costs_nothing("openai", "audio/transcriptions")


if __name__ == "__main__":
    unittest.main(verbosity=2)
