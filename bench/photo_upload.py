"""Twenty photos of 12 megapixels sent at once as files: from the first update to the last verdict, and the bot's memory.

usage: photo_upload.py PROGRAM        after scripts/photos
"""
import os
import pathlib
import sys
import threading
import unittest

if __name__ == "__main__":
    os.environ["AISHA_PROGRAM"] = os.path.realpath(sys.argv.pop(1))
sys.path.append(os.path.join(os.path.dirname(__file__), "..", "tests", "scenarios"))
import test_avatars
from program import until

CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
PORTRAITS = pathlib.Path(CACHE, "aisha", "photos", "portraits")


class Upload(test_avatars.AvatarChat):
    def memory_mib(self):
        status = pathlib.Path(f"/proc/{self.bot.process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def test_twenty_photos_at_once(self):
        photos = [file.read_bytes() for file in sorted(PORTRAITS.glob("*.jpg"))]
        self.begin("Portrait", "Anna")
        before = self.memory_mib()
        threads = [threading.Thread(target=self.send_photo, args=(photo, "document", "a.jpg", "image/jpeg")) for photo in photos]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        query = "SELECT count(judged_at), max(judged_at) - min(created_at) FROM avatar_photos"
        until(lambda: self.rows(query)[0][0] == len(photos), what="a verdict on each")
        print(f"{len(photos)} photos at once: {self.rows(query)[0][1] / 1e6:.2f} s to the last verdict; "
              f"memory of the bot {before:.1f} MiB before, at most {self.memory_mib():.1f} MiB")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "Upload"])
