"""A MinIO of a scenario's own."""
import os
import shutil
import subprocess
import tempfile
import urllib.error

from program import fetch, free_port, until

CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
MINIO = os.path.join(CACHE, "aisha", "minio", "minio")


class Minio:
    def __init__(self, user="scenario", password="scenario-test"):
        self.user, self.password = user, password
        self.folder, self.port = tempfile.mkdtemp(prefix="aisha-minio-"), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def settings(self):
        """What a bot needs to keep things here."""
        return {"STORAGE_URL": "s3://", "MINIO_ENDPOINT": self.url, "MINIO_ACCESS_KEY": self.user,
                "MINIO_SECRET_KEY": self.password}

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

    def objects(self, bucket):
        return sum("xl.meta" in names for _, _, names in os.walk(os.path.join(self.folder, bucket)))
