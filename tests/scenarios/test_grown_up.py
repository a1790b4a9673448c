"""The grown-up shape in one: PostgreSQL, an S3 store, webhooks."""
import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.error

from postgres import Postgres
from program import World, fetch, free_port, tone, until

CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
MINIO = os.path.join(CACHE, "aisha", "minio", "minio")


class Minio:
    def __init__(self, user="scenario", password="scenario-test"):
        self.user, self.password = user, password
        self.folder, self.port = tempfile.mkdtemp(prefix="aisha-minio-"), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        environment = {**os.environ, "MINIO_ROOT_USER": self.user, "MINIO_ROOT_PASSWORD": self.password}
        self.process = subprocess.Popen([MINIO, "server", self.folder, "--address", f"127.0.0.1:{self.port}"],
                                        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.is_ready, what="MinIO")

    def is_ready(self):
        try:
            return fetch(f"{self.url}/minio/health/live")[0] == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def settings(self):
        """What a bot needs to keep things here."""
        return {"STORAGE_URL": "s3://", "MINIO_ENDPOINT": self.url, "MINIO_ACCESS_KEY": self.user,
                "MINIO_SECRET_KEY": self.password}

    def objects(self):
        bucket = os.path.join(self.folder, "aisha-v2-transcripts")
        return sum("xl.meta" in names for _, _, names in os.walk(bucket))


@unittest.skipUnless(os.path.exists(MINIO), "MinIO is not installed: scripts/minio")
class GrownUp(World):
    def setUp(self):
        self.minio = Minio()
        self.addCleanup(self.minio.close)
        self.database = Postgres.get(free_port()).make_database()
        super().setUp()

    def start_bot(self, **settings):
        return super().start_bot(DATABASE_URL=self.database, TELEGRAM_UPDATES="webhook",
                                 PUBLIC_URL=f"http://127.0.0.1:{self.bot_port}", **self.minio.settings(), **settings)

    def test_a_recording_becomes_text_and_is_kept(self):
        self.reply(self.sends(tone()))
        self.assertGreater(self.minio.objects(), 0)
        self.bot.kill()
        self.start_bot()
        self.reply(self.sends(tone(hertz=600)))

    def test_a_store_that_is_gone_is_waited_for(self):
        self.reply(self.sends(tone()))
        self.minio.stop()
        message = self.sends(tone(hertz=600))
        self.see(lambda chat: chat.get("draft") and "keep trying" in chat["draft"]["text"], "honest waiting")
        self.minio.start()
        self.reply(message)
        self.assertEqual(len(self.replies(self.chat(), message)), 1)
        with open(self.log, errors="replace") as log:
            self.assertNotIn("scenario-test", log.read())


if __name__ == "__main__":
    unittest.main()
