"""A disk that is full, and has room again."""
import os
import shutil
import subprocess
import tempfile
import unittest

from program import World, fetch, tone, until

RESERVED = 32 << 20  # app/core/limits/queue.hpp: with less room no updates are taken in


def mount_small_disk(folder):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", folder], capture_output=True).returncode == 0


def can_mount():
    folder = tempfile.mkdtemp()
    try:
        return mount_small_disk(folder) and subprocess.run(["umount", folder]).returncode == 0
    finally:
        os.rmdir(folder)


@unittest.skipUnless(can_mount(), "only root can mount a small disk")
class FullDisk(World):
    small = "data"  # what is on the small disk

    def start_bot(self, **settings):
        self.disk = os.path.join(self.folder, self.small)
        os.makedirs(self.disk)
        self.assertTrue(mount_small_disk(self.disk))
        self.addCleanup(self.unmount)
        return super().start_bot(**settings)

    def unmount(self):
        subprocess.run(["umount", "--lazy", self.disk], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def fill(self, room_left=0):
        """Leaves so much room, or none at all."""
        self.filler = os.path.join(self.disk, "filler")
        with open(self.filler, "wb", buffering=0) as file:
            try:
                while shutil.disk_usage(self.disk).free > room_left or not room_left:
                    file.write(bytes(4096))
            except OSError:
                pass  # full

    def readiness(self):
        return fetch(f"http://127.0.0.1:{self.bot_port}/health/ready")

    def test_nothing_is_lost_and_it_goes_on_when_there_is_room(self):
        self.reply(self.sends(tone()))
        self.fill()
        messages = [self.sends(tone(hertz=500 + 20 * i)) for i in range(5)]
        until(lambda: "the disk is full" in self.logged(), what="a word about the disk")
        until(lambda: self.readiness()[0] == 503, what="that it is not ready")
        self.assertIn("the disk is full", self.readiness()[1]["status"])
        self.assertIsNone(self.bot.process.poll())
        os.remove(self.filler)
        for message in messages:
            self.reply(message)
            self.assertEqual(len(self.replies(self.chat(), message)), 1)

    def test_updates_are_put_off_while_there_is_room_for_what_is_in_work(self):
        self.speech.held.clear()
        in_work = self.sends(tone())
        until(lambda: self.speech.requests >= 1, what="work")
        self.fill(room_left=RESERVED // 2)
        until(lambda: self.readiness()[0] == 503, what="that it is not ready")
        self.speech.held.set()
        self.reply(in_work)
        later = self.sends(tone(hertz=600))
        # The bot asks for nothing now; what was on its way when the gate closed is over.
        until(lambda: fetch(f"{self.people}/calls?after=0")[1]["calls"][-1]["method"] != "getUpdates", what="quiet")
        self.assertEqual(self.replies(self.chat(), later), [])
        os.remove(self.filler)
        self.reply(later)
        until(lambda: self.readiness()[0] == 200, what="readiness")
        self.assertIn("updates_put_off", self.logged())
        self.assertIn("updates_taken_in_again", self.logged())

    def logged(self):
        with open(self.log, errors="replace") as log:
            return log.read()


class FullStore(FullDisk):
    """The database has room, recordings have none."""

    small = "store"

    def start_bot(self, **settings):
        return super().start_bot(STORAGE_URL=f"file:///{self.folder}/store/files", **settings)


if __name__ == "__main__":
    unittest.main()
