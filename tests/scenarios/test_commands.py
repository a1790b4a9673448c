"""The command line: what it answers and with which exit code."""
import json
import os
import sqlite3
import subprocess
import tempfile
import time
import unittest

from program import PROGRAM, TOKEN, World, free_port, until


def aisha(*arguments, **environment):
    base = {name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME") or name.endswith("SAN_OPTIONS")}
    return subprocess.run([PROGRAM, *arguments], env={**base, **environment}, capture_output=True, text=True, timeout=60)


class Commands(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="aisha-commands-")
        self.data = ("--data", os.path.join(self.folder.name, "data"))

    def tearDown(self):
        self.folder.cleanup()

    def test_wrong_use_ends_with_2_and_names_what_is_wrong(self):
        for arguments, word in ((["run", *self.data], "TELEGRAM_BOT_TOKEN"), (["nonsense"], "nonsense"),
                                (["run", "--set", "NO_SUCH=1"], "NO_SUCH"), ([], "subcommand"),
                                (["run", "--config", "/no/such/file"], "/no/such/file"),
                                (["sandbox", "--listen", "nowhere"], "nowhere"),
                                (["run", "--set", "LOG_LEVEL=loud", *self.data], "LOG_LEVEL"),
                                (["run", "--set", "TELEGRAM_UPDATES=webhook", *self.data], "PUBLIC_URL")):
            result = aisha(*arguments)
            self.assertEqual(result.returncode, 2, (arguments, result.stderr))
            self.assertIn(word, result.stderr + result.stdout)

    def test_help_names_every_command(self):
        result = aisha("--help")
        self.assertEqual(result.returncode, 0)
        for command in ("demo", "run", "sandbox", "db", "doctor"):
            self.assertIn(command, result.stdout)

    def test_the_database_goes_up_and_down(self):
        self.assertEqual(aisha("db", "status", *self.data).returncode, 1)
        self.assertEqual(aisha("db", "upgrade", *self.data).returncode, 0)
        status = aisha("db", "status", *self.data)
        self.assertEqual(status.returncode, 0)
        self.assertNotIn("pending", status.stdout)
        self.assertEqual(aisha("db", "check", *self.data).returncode, 0)
        self.assertEqual(aisha("db", "downgrade", "1", *self.data).returncode, 0)
        self.assertIn("pending", aisha("db", "status", *self.data).stdout)
        self.assertEqual(aisha("db", "upgrade", *self.data).returncode, 0)

    def test_drift_of_the_schema_is_named(self):
        aisha("db", "upgrade", *self.data)
        with sqlite3.connect(os.path.join(self.data[1], "aisha.db")) as database:
            database.execute("ALTER TABLE users ADD COLUMN surprise TEXT")
        result = aisha("db", "check", *self.data)
        self.assertEqual(result.returncode, 1)
        self.assertIn("users", result.stdout)

    def test_without_auto_migrate_an_old_schema_stops_the_start(self):
        result = aisha("run", *self.data, "--set", "AUTO_MIGRATE=false", TELEGRAM_BOT_TOKEN="1:a",
                       HTTP_LISTEN="127.0.0.1:0")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("db upgrade", result.stderr)

    def test_doctor_says_what_is_wrong_and_how_to_mend_it(self):
        result = aisha("doctor", *self.data)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout, "problem +telegram +.*TELEGRAM_BOT_TOKEN.*BotFather")
        findings = json.loads(aisha("doctor", "--json", *self.data).stdout)
        names = {finding["name"] for finding in findings}
        self.assertLessEqual({"settings", "database", "data folder", "ffmpeg", "bubblewrap", "speech service",
                              "chat model", "telegram"}, names)

    def test_doctor_shows_the_queue(self):
        aisha("db", "upgrade", *self.data)
        now = time.time_ns() // 1000
        with sqlite3.connect(os.path.join(self.data[1], "aisha.db")) as database:
            for state, ended in (("available", None), ("available", None), ("done", now), ("quarantined", now)):
                database.execute("INSERT INTO jobs (kind, payload, state, run_at, created_at, finished_at, last_error) "
                                 "VALUES ('errand', '{}', ?, 1, ?, ?, 'the process died 3 times')", (state, now, ended))
        result = aisha("doctor", *self.data)
        self.assertRegex(result.stdout, r"ok +jobs +errand: 2 available \(the oldest for 00:0.*; in 24 h 1 done, 1 quarantined")
        self.assertRegex(result.stdout, r"warning +quarantine +4 \(errand, .* UTC\): the process died 3 times")
        findings = json.loads(aisha("doctor", "--json", *self.data).stdout)
        facts = next(finding["facts"] for finding in findings if finding["name"] == "jobs")
        self.assertEqual([(count["state"], count["jobs"]) for count in facts["unfinished"]], [("available", 2)])
        self.assertEqual(facts["quarantined"][0]["id"], 4)

    def test_doctor_does_not_print_secrets(self):
        result = aisha("doctor", *self.data, TELEGRAM_BOT_TOKEN="77:planted-secret",
                       TELEGRAM_API_URL="http://127.0.0.1:9", OPENAI_API_KEY="sk-planted-secret",
                       OPENAI_BASE_URL="http://127.0.0.1:9/v1")
        self.assertNotIn("planted-secret", result.stdout + result.stderr)


class LiveDoctor(World):
    def examine(self, **settings):
        environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.sandbox_url,
                       "SPEECH_BASE_URL": self.speech.url, "HTTP_LISTEN": f"127.0.0.1:{self.bot_port}", **settings}
        result = aisha("doctor", "--live", "--json", "--data", os.path.join(self.folder, "data"), **environment)
        return result.returncode, {finding["name"]: finding for finding in json.loads(result.stdout)}

    def well(self, **settings):
        """The findings where there is no problem."""
        code, found = self.examine(**settings)
        return None if code else found

    def stored(self):
        return sorted(name for _, _, names in os.walk(os.path.join(self.folder, "data", "storage")) for name in names)

    def test_it_tries_what_a_running_bot_does_and_leaves_nothing_behind(self):
        # The bot is ready a moment before it has tried its store.
        until(lambda: self.stored() == [], what="an empty store")
        code, found = self.examine()
        self.assertEqual(code, 0, found)
        for name in ("running bot", "database write", "storage write", "telegram", "webhook"):
            self.assertEqual(found[name]["verdict"], "ok", found[name])
        self.assertEqual(self.stored(), [])

        self.bot.stop()
        code, found = self.examine()
        self.assertEqual(code, 0, found)
        self.assertEqual(found["running bot"]["verdict"], "warning")
        self.assertIn("written and removed", found["database write"]["detail"])
        with sqlite3.connect(os.path.join(self.folder, "data", "aisha.db")) as database:
            self.assertEqual(database.execute("SELECT count(*) FROM conversations").fetchone(), (0,))

    def test_the_chat_model_has_its_line(self):
        found = self.examine()[1]["chat model"]
        self.assertEqual(found["verdict"], "warning")
        self.assertIn("OPENAI_TEXT_MODEL", found["mend"])
        chat = {"OPENAI_BASE_URL": f"{self.sandbox_url}/v1", "OPENAI_TEXT_MODEL": "sandbox-extractive"}
        self.assertEqual(self.examine(**chat)[1]["chat model"]["verdict"], "ok")
        chat["OPENAI_BASE_URL"] = f"http://127.0.0.1:{free_port()}/v1"
        code, found = self.examine(**chat)
        self.assertEqual((code, found["chat model"]["verdict"]), (1, "problem"))

    def test_a_webhook_that_nobody_reaches_is_a_problem_with_a_cure(self):
        code, found = self.examine(TELEGRAM_UPDATES="webhook", PUBLIC_URL=f"http://127.0.0.1:{free_port()}")
        self.assertEqual(code, 1)
        self.assertEqual(found["webhook"]["detail"], "Telegram has none")
        self.assertEqual(found["webhook address"]["verdict"], "problem")
        self.assertIn("PUBLIC_URL", found["webhook address"]["mend"])

        webhook = {"TELEGRAM_UPDATES": "webhook", "PUBLIC_URL": f"http://127.0.0.1:{self.bot_port}"}
        self.bot.stop()
        self.start_bot(**webhook)
        # The bot is ready a moment before it has set its webhook.
        found = until(lambda: self.well(**webhook), what="a webhook that is well")
        self.assertIn("the bot answers", found["webhook address"]["detail"])
        # Somebody else's server, as a reverse proxy that is set up wrongly would be.
        code, found = self.examine(**{**webhook, "PUBLIC_URL": self.sandbox_url})
        self.assertEqual(code, 1)
        self.assertEqual(found["webhook"]["verdict"], "problem")
        self.assertIn("something else answers", found["webhook address"]["detail"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
