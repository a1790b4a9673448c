"""A disk that is full, and has room again."""
import os
import shutil
import subprocess
import tempfile
import unittest

from program import World, tone, until


def mount_small_disk(folder):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", folder], capture_output=True).returncode == 0


def can_mount():
    folder = tempfile.mkdtemp()
    try:
        return mount_small_disk(folder) and subprocess.run(["umount", folder]).returncode == 0
    finally:
        os.rmdir(folder)


@unittest.skipUnless(can_mount(), "only root can mount a small disk")
class FullDisk(World):
    def start_bot(self, **settings):
        disk = os.path.join(self.folder, "data")
        os.makedirs(disk)
        self.assertTrue(mount_small_disk(disk))
        self.addCleanup(self.unmount, disk)
        return super().start_bot(**settings)

    def unmount(self, disk):
        subprocess.run(["umount", "--lazy", disk], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def fill(self):
        self.filler = os.path.join(self.folder, "data", "filler")
        with open(self.filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass  # full

    def test_nothing_is_lost_and_it_goes_on_when_there_is_room(self):
        self.reply(self.sends(tone()))
        self.fill()
        messages = [self.sends(tone(hertz=500 + 20 * i)) for i in range(5)]
        until(lambda: "the disk is full" in self.logged(), what="a word about the disk")
        self.assertIsNone(self.bot.process.poll())
        os.remove(self.filler)
        for message in messages:
            self.reply(message)
            self.assertEqual(len(self.replies(self.chat(), message)), 1)

    def logged(self):
        with open(self.log, errors="replace") as log:
            return log.read()


if __name__ == "__main__":
    unittest.main()
