"""Ports for servers that a test starts."""
import socket

_reserved = []


def free_port():
    """A port of the loopback that nobody else is given until this process ends.

    It stays bound by a socket that never listens, so the kernel gives it to no one. A server that sets SO_REUSEADDR or
    SO_REUSEPORT, as all of ours do, can listen on it all the same, and a client is refused while none does.
    """
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    reservation.bind(("127.0.0.1", 0))
    _reserved.append(reservation)
    return reservation.getsockname()[1]
