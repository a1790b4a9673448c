"""The grown-up shape in one: PostgreSQL, an S3 store, webhooks."""
import os
import unittest

from minio import MINIO, Minio
from postgres import Postgres
from program import World, free_port, tone


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
        self.assertGreater(self.minio.objects("aisha-v2-transcripts"), 0)
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
