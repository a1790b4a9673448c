"""The ports that these tests give to servers."""
import socket
import unittest

from program import free_port


class Ports(unittest.TestCase):
    def test_a_port_is_given_to_nobody_else_but_a_server_can_listen_on_it(self):
        place = ("127.0.0.1", free_port())
        with socket.socket() as stranger, self.assertRaises(OSError):
            stranger.bind(place)
        with socket.create_server(place):  # with SO_REUSEADDR
            socket.create_connection(place).close()
        with socket.socket() as stranger, self.assertRaises(OSError):
            stranger.bind(place)


if __name__ == "__main__":
    unittest.main()
